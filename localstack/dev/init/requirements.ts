import {
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import type { Admin } from 'kafkajs';
import { tableSchema } from '../../../infra/service/table-schema.ts';
import { canonicalJson } from '../../../shared/audit/canonical-json.ts';
import { AlphaPandaError } from '../../../shared/errors.ts';
import { allTopics } from '../../../shared/events/topics.ts';
import { TABLES, type TableDefinition } from '../../../shared/ports/tables.ts';

const REMEDY =
  'another version created it, and it stays unchanged. Start with another --folder (or other engines), or with the version that created it';

interface Keys {
  readonly AttributeName?: string | undefined;
  readonly KeyType?: string | undefined;
}

const keysText = (keys: readonly Keys[] = []): string =>
  canonicalJson(keys.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`)) ?? '';

/** Which key or index of this version a table lacks; undefined if it fits or does not exist. */
const whyUnfit = async (
  client: DynamoDBClient,
  prefix: string,
  table: TableDefinition,
): Promise<string | undefined> => {
  const name = `${prefix}-${table.name}`;
  const wanted = tableSchema(table);
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    if (keysText(Table?.KeySchema) !== keysText(wanted.KeySchema)) return `table ${name} has other keys`;
    const found = new Map(Table?.GlobalSecondaryIndexes?.map((index) => [index.IndexName, index.KeySchema]));
    const lacking = wanted.GlobalSecondaryIndexes?.find(
      ({ IndexName, KeySchema }) => keysText(found.get(IndexName)) !== keysText(KeySchema),
    );
    return lacking && `table ${name} has no index ${lacking.IndexName}`;
  } catch (thrown) {
    if (thrown instanceof ResourceNotFoundException) return undefined;
    throw thrown;
  }
};

/**
 * Refuses existing tables without the keys and indexes of this version, before anything is created or put. The embedded
 * DynamoDB cannot add an index to a table.
 * @throws AlphaPandaError `OLD_TABLE` that names the table, what it lacks and a remedy
 */
export const requireTables = async (client: DynamoDBClient, prefix: string): Promise<void> => {
  for (const table of Object.values(TABLES)) {
    const unfit = await whyUnfit(client, prefix, table);
    if (unfit !== undefined) throw new AlphaPandaError('OLD_TABLE', `${unfit}: ${REMEDY}`);
  }
};

/**
 * The same check for topics. Checkpoints are kept per partition, so the number of partitions must be equal.
 * @throws AlphaPandaError `OLD_TOPIC`
 */
export const requireTopics = async (admin: Admin): Promise<void> => {
  const existing = new Set(await admin.listTopics());
  const wanted = new Map<string, number>(allTopics().map(({ name, partitions }) => [name, partitions]));
  const known = [...wanted.keys()].filter((name) => existing.has(name));
  if (known.length === 0) return;
  const { topics } = await admin.fetchTopicMetadata({ topics: known });
  for (const { name, partitions } of topics) {
    const count = wanted.get(name);
    if (partitions.length === count) continue;
    throw new AlphaPandaError(
      'OLD_TOPIC',
      `topic ${name} has ${partitions.length} partitions and not ${count}: ${REMEDY}`,
    );
  }
};
