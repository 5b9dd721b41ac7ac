import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { eachOf } from '../../shared/dynamo/parallel.ts';
import { keyOf, TABLES, type TableName, tableDefinition, tableName } from '../../shared/dynamo/tables.ts';
import type { SeedItem } from '../market-data/seed/seed-item.ts';

const PARALLEL = 8;
const BATCH = 25;

/**
 * Puts the seed items whose keys the tables do not have. What is there stays as a person has left it, whatever it
 * says: a start never undoes a setting.
 * @returns how many were put
 */
export const seedAbsent = async (
  client: DynamoDBClient,
  prefix: string,
  seed: readonly SeedItem[],
): Promise<number> => {
  let put = 0;
  await eachOf(seed, PARALLEL, async ({ table, item }) => {
    try {
      await client.send(
        new PutItemCommand({
          TableName: tableName(prefix, table),
          Item: marshall(item, { removeUndefinedValues: true }),
          ConditionExpression: 'attribute_not_exists(#key)',
          ExpressionAttributeNames: { '#key': tableDefinition(table).partitionKey.name },
        }),
      );
      put += 1;
    } catch (thrown) {
      if (!(thrown instanceof ConditionalCheckFailedException)) throw thrown;
    }
  });
  return put;
};

/** Puts items over whatever has their keys. */
export const putSeed = (client: DynamoDBClient, prefix: string, seed: readonly SeedItem[]): Promise<void> =>
  eachOf(seed, PARALLEL, async ({ table, item }) => {
    await client.send(
      new PutItemCommand({
        TableName: tableName(prefix, table),
        Item: marshall(item, { removeUndefinedValues: true }),
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

/** What stages know and what they have written for others: emptied together, a stage starts anew. */
const STAGE_TABLES = [
  TABLES.checkpoints,
  TABLES.lastPrices,
  TABLES.positions,
  TABLES.journal,
  TABLES.deadLetters,
];

/** Makes all stages begin anew, from wherever their consumer groups are: the remedy that refusals name. */
export const resetStages = async (client: DynamoDBClient, prefix: string): Promise<void> => {
  await Promise.all(STAGE_TABLES.map(({ name }) => emptyTable(client, prefix, name)));
};
