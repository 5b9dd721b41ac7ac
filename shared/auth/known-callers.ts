import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { toAttributes } from '../dynamo/attributes.ts';
import type { TableReader } from '../ports/table-reader.ts';
import { TABLES, tableName } from '../ports/tables.ts';
import type { KnownCallers } from './ports.ts';

interface KnownCallersOptions {
  readonly client: DynamoDBClient;
  readonly tables: Pick<TableReader, 'get'>;
  readonly prefix: string;
  /** Receives the error if a caller could not be recorded. */
  readonly report: (thrown: unknown) => void;
}

const keyOf = (addressHash: string) => ({ limit_id: `known-caller#${addressHash}` });

/** Known callers in the table of counters, as hashes with an expiry. */
export const dynamoKnownCallers = ({
  client,
  tables,
  prefix,
  report,
}: KnownCallersOptions): KnownCallers => ({
  async has(addressHash, now) {
    const item = await tables.get(TABLES.rateLimits.name, keyOf(addressHash));
    // DynamoDB deletes expired items hours later.
    return typeof item?.expires_at === 'number' && item.expires_at * 1_000 > now;
  },

  async remember(addressHash, until) {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: tableName(prefix, TABLES.rateLimits.name),
          Key: toAttributes(keyOf(addressHash)),
          UpdateExpression: 'SET #expires = :until',
          ExpressionAttributeNames: { '#expires': 'expires_at' },
          ExpressionAttributeValues: { ':until': { N: String(Math.ceil(until / 1_000)) } },
        }),
      );
    } catch (thrown) {
      report(thrown);
    }
  },
});
