import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { canonicalJson } from '../../../shared/audit/canonical-json.ts';
import { toAttributes } from '../../../shared/dynamo/attributes.ts';
import { eachOf } from '../../../shared/dynamo/parallel.ts';
import { dynamoTableReader } from '../../../shared/dynamo/table-reader.ts';
import { AlphaPandaError } from '../../../shared/errors.ts';
import { keyOf, TABLES, type TableName, tableDefinition, tableName } from '../../../shared/ports/tables.ts';
import type { SeedItem } from './seed-item.ts';

const PARALLEL = 8;
const BATCH = 25;

/**
 * Puts the seed items whose keys the tables lack. Existing items stay unchanged: a start never undoes a user's setting.
 * @returns the items that were put
 */
export const seedAbsent = async (
  client: DynamoDBClient,
  prefix: string,
  seed: readonly SeedItem[],
): Promise<readonly SeedItem[]> => {
  const put: SeedItem[] = [];
  await eachOf(seed, PARALLEL, async (each) => {
    const { table, item } = each;
    try {
      await client.send(
        new PutItemCommand({
          TableName: tableName(prefix, table),
          Item: toAttributes(item),
          ConditionExpression: 'attribute_not_exists(#key)',
          ExpressionAttributeNames: { '#key': tableDefinition(table).partitionKey.name },
        }),
      );
      put.push(each);
    } catch (thrown) {
      if (!(thrown instanceof ConditionalCheckFailedException)) throw thrown;
    }
  });
  return put;
};

/**
 * Refuses tables with items that differ from a run's own. The run would decide differently, and it must not change a
 * user's settings.
 * @throws AlphaPandaError `SETTINGS_DIFFER` that names the first item
 */
export const requireSeed = async (
  client: DynamoDBClient,
  prefix: string,
  seed: readonly SeedItem[],
): Promise<void> => {
  const tables = dynamoTableReader(client, prefix);
  for (const { table, item } of seed) {
    const key = keyOf(tableDefinition(table), item);
    const found = await tables.get(table, key);
    if (found === undefined || canonicalJson(found) === canonicalJson(item)) continue;
    throw new AlphaPandaError(
      'SETTINGS_DIFFER',
      `${table} ${canonicalJson(key)} differs from what this run needs, and stays unchanged: unset KAFKA_BROKERS and AWS_ENDPOINT_URL to run on separate engines`,
    );
  }
};

/** Attributes that conditions can compare. The embedded DynamoDB cannot compare lists and maps. */
const scalars = (item: SeedItem['item']) =>
  Object.entries(toAttributes(item)).filter(([, value]) => value.L === undefined && value.M === undefined);

/** Removes items that a tool has put. An item that a user has changed since then stays. */
export const removeSeed = (
  client: DynamoDBClient,
  prefix: string,
  seed: readonly SeedItem[],
): Promise<void> =>
  eachOf(seed, PARALLEL, async ({ table, item }) => {
    const key = keyOf(tableDefinition(table), item);
    const found = await dynamoTableReader(client, prefix).get(table, key);
    if (canonicalJson(found) !== canonicalJson(item)) return;
    const attributes = scalars(item);
    try {
      await client.send(
        new DeleteItemCommand({
          TableName: tableName(prefix, table),
          Key: toAttributes(key),
          ConditionExpression: attributes.map((_, place) => `#a${place} = :a${place}`).join(' AND '),
          ExpressionAttributeNames: Object.fromEntries(
            attributes.map(([name], place) => [`#a${place}`, name]),
          ),
          ExpressionAttributeValues: Object.fromEntries(
            attributes.map(([, value], place) => [`:a${place}`, value]),
          ),
        }),
      );
    } catch (thrown) {
      if (!(thrown instanceof ConditionalCheckFailedException)) throw thrown;
    }
  });

/** Puts items and replaces those with the same keys. */
export const putSeed = (client: DynamoDBClient, prefix: string, seed: readonly SeedItem[]): Promise<void> =>
  eachOf(seed, PARALLEL, async ({ table, item }) => {
    await client.send(
      new PutItemCommand({
        TableName: tableName(prefix, table),
        Item: toAttributes(item),
      }),
    );
  });

/** Deletes all items of a table. */
const emptyTable = async (client: DynamoDBClient, prefix: string, table: TableName): Promise<void> => {
  const name = tableName(prefix, table);
  for (;;) {
    const { Items = [] } = await client.send(
      new ScanCommand({ TableName: name, Limit: 500, ConsistentRead: true }),
    );
    if (Items.length === 0) return;
    const batches = Array.from({ length: Math.ceil(Items.length / BATCH) }, (_, i) =>
      Items.slice(i * BATCH, (i + 1) * BATCH),
    );
    await eachOf(batches, PARALLEL, async (batch) => {
      const requests = batch.map((item) => ({ DeleteRequest: { Key: keyOf(tableDefinition(table), item) } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [name]: requests } }));
    });
  }
};

/** Checkpoints and projections of the stages. Emptied together, they make a stage begin with empty state. */
export const STAGE_TABLES = [
  TABLES.checkpoints,
  TABLES.positions,
  TABLES.dailyLosses,
  TABLES.journal,
  TABLES.deadLetters,
];

/** Deletes all stages' state. They continue at the offsets of their consumer groups. */
export const resetStages = async (client: DynamoDBClient, prefix: string): Promise<void> => {
  await Promise.all(STAGE_TABLES.map(({ name }) => emptyTable(client, prefix, name)));
};
