import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { TransientError } from '../errors.ts';
import type { TableReader } from '../kernel/ports.ts';
import type { Item } from '../kernel/stage.ts';
import { dynamoFailure } from './failures.ts';
import { toAttributes } from './projection-writer.ts';
import { keyOf, tableDefinition, tableName } from './tables.ts';

/** DynamoDB takes 100 keys in one batch read. */
const BATCH = 100;
const MAX_TRIES = 8;

type Attributes = Record<string, AttributeValue>;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const toItem = (attributes: Attributes): Item => unmarshall(attributes);

/** Consistent reads of the project's tables. */
export const dynamoTableReader = (client: DynamoDBClient, prefix: string): TableReader => {
  const readBatch = async (
    physical: string,
    table: string,
    keys: readonly Item[],
  ): Promise<readonly Item[]> => {
    const items: Item[] = [];
    let wanted: Attributes[] = keys.map((key) => toAttributes(keyOf(tableDefinition(table), key)));
    for (let tries = 1; wanted.length > 0; tries += 1) {
      if (tries > MAX_TRIES)
        throw new TransientError(
          'DYNAMODB_THROTTLED',
          `DynamoDB left keys of ${table} unread ${MAX_TRIES} times`,
        );
      if (tries > 1) await pause(2 ** tries * 10);
      const { Responses = {}, UnprocessedKeys = {} } = await client.send(
        new BatchGetItemCommand({ RequestItems: { [physical]: { Keys: wanted, ConsistentRead: true } } }),
      );
      items.push(...(Responses[physical] ?? []).map(toItem));
      wanted = UnprocessedKeys[physical]?.Keys ?? [];
    }
    return items;
  };

  const guarded = async <T>(action: string, read: () => Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (thrown) {
      throw dynamoFailure(action, thrown);
    }
  };

  return {
    get: (table, key) =>
      guarded(`read ${table}`, async () => {
        const Key = toAttributes(keyOf(tableDefinition(table), key));
        const { Item } = await client.send(
          new GetItemCommand({ TableName: tableName(prefix, table), Key, ConsistentRead: true }),
        );
        return Item === undefined ? undefined : toItem(Item);
      }),

    getMany: (table, keys) =>
      guarded(`read ${table}`, async () => {
        const name = tableName(prefix, table);
        const unique = [
          ...new Map(keys.map((key) => [JSON.stringify(keyOf(tableDefinition(table), key)), key])).values(),
        ];
        const batches = Array.from({ length: Math.ceil(unique.length / BATCH) }, (_, i) =>
          unique.slice(i * BATCH, (i + 1) * BATCH),
        );
        const reads = batches.map((batch) => readBatch(name, table, batch));
        return (await Promise.all(reads)).flat();
      }),

    query: (table, partitionKey) =>
      guarded(`query ${table}`, async () => {
        const items: Item[] = [];
        const pages = paginateQuery(
          { client },
          {
            TableName: tableName(prefix, table),
            ConsistentRead: true,
            KeyConditionExpression: '#key = :key',
            ExpressionAttributeNames: { '#key': tableDefinition(table).partitionKey.name },
            ExpressionAttributeValues: toAttributes({ ':key': partitionKey }),
          },
        );
        for await (const page of pages) items.push(...(page.Items ?? []).map(toItem));
        return items;
      }),

    scan: (table) =>
      guarded(`scan ${table}`, async () => {
        const items: Item[] = [];
        for await (const page of paginateScan(
          { client },
          { TableName: tableName(prefix, table), ConsistentRead: true },
        )) {
          items.push(...(page.Items ?? []).map(toItem));
        }
        return items;
      }),
  };
};
