import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { toAttributes } from '../../../shared/dynamo/attributes.ts';
import { dynamoFailure } from '../../../shared/dynamo/failures.ts';
import type { DynamoSender } from '../../../shared/dynamo/lean/client.ts';
import { dynamoTableReader } from '../../../shared/dynamo/table-reader.ts';
import { unchanged } from '../../../shared/dynamo/unchanged.ts';
import { FEED_LEASE_KEY, feedLease } from '../../../shared/market/feed-lease.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { TABLES, tableName } from '../../../shared/ports/tables.ts';
import type { LeaseStore, StoredLease } from '../ports.ts';

const TABLE = TABLES.controls.name;

const itemOf = (stored: StoredLease | undefined): Item | undefined =>
  stored?.kind === 'lease' ? stored.lease : stored?.item;

/** The lease in the controls table. */
export const dynamoLease = (client: DynamoSender, prefix: string): LeaseStore => {
  const tables = dynamoTableReader(client, prefix);
  return {
    async read() {
      const item = await tables.get(TABLE, FEED_LEASE_KEY);
      if (item === undefined) return undefined;
      const { success, data } = feedLease.safeParse(item);
      return success ? { kind: 'lease', lease: data } : { kind: 'malformed', item };
    },

    async put(next, before) {
      try {
        await client.send(
          new PutItemCommand({
            TableName: tableName(prefix, TABLE),
            Item: toAttributes(next),
            ...unchanged(TABLE, itemOf(before)),
          }),
        );
        return true;
      } catch (thrown) {
        if (thrown instanceof ConditionalCheckFailedException) return false;
        throw dynamoFailure('write the lease of the feed', thrown);
      }
    },
  };
};
