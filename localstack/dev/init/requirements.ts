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
  'it was made by another version, and stays as it is. Start with another --folder (or other engines), or with the version that made it';

interface Keys {
  readonly AttributeName?: string | undefined;
  readonly KeyType?: string | undefined;
}

const keysText = (keys: readonly Keys[] = []): string =>
  canonicalJson(keys.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`)) ?? '';

/** What a table lacks that this version reads by; undefined where it fits or is not there yet. */
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
 * Makes sure, before anything is made or put, that the tables which are there have the keys and indexes of this version.
 * An index cannot be added to a table of the embedded DynamoDB.
 * @throws AlphaPandaError `OLD_TABLE` that names the table, what it lacks and what to do
 */
export const requireTables = async (client: DynamoDBClient, prefix: string): Promise<void> => {
  for (const table of Object.values(TABLES)) {
    const unfit = await whyUnfit(client, prefix, table);
    if (unfit !== undefined) throw new AlphaPandaError('OLD_TABLE', `${unfit}: ${REMEDY}`);
  }
};

/**
 * The same for topics: what stages know is kept per partition, so that a topic with more or fewer is another one.
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
