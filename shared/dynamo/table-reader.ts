import {
  type AttributeValue,
  BatchGetItemCommand,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { TransientError } from '../errors.ts';
import { isEmptyRange, sortKeyRange } from '../kernel/sort-key-range.ts';
import type { Item } from '../ports/item.ts';
import type { PageRequest, TableReader } from '../ports/table-reader.ts';
import { keyOf, queryKeyOf, type TableName, tableDefinition, tableName } from '../ports/tables.ts';
import { toAttributes, toItem } from './attributes.ts';
import { dynamoFailure } from './failures.ts';
import type { DynamoSender } from './lean/client.ts';

/** DynamoDB takes 100 keys in one batch read. */
const BATCH = 100;
const MAX_TRIES = 8;

type Attributes = Record<string, AttributeValue>;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The query of a page; undefined if no item can match. */
const pageQuery = (
  prefix: string,
  table: TableName,
  request: PageRequest,
): (QueryCommandInput & { readonly Limit: number }) | undefined => {
  const { index, partitionKey, newestFirst, after, limit } = request;
  const { partition, sort } = queryKeyOf(tableDefinition(table), index);
  const range = sortKeyRange(request);
  if (isEmptyRange(range)) return undefined;
  const { from, to } = range;
  const condition =
    from !== undefined && to !== undefined
      ? '#sort BETWEEN :from AND :to'
      : from !== undefined
        ? '#sort >= :from'
        : to !== undefined
          ? '#sort <= :to'
          : undefined;
  return {
    TableName: tableName(prefix, table),
    ...(index === undefined ? {} : { IndexName: index }),
    // An index has no consistent reads.
    ConsistentRead: index === undefined,
    ScanIndexForward: !newestFirst,
    // One more to know whether more items follow, and one for `after`, which the range includes.
    Limit: limit + (after === undefined ? 1 : 2),
    KeyConditionExpression: condition === undefined ? '#key = :key' : `#key = :key AND ${condition}`,
    ExpressionAttributeNames: { '#key': partition, ...(condition === undefined ? {} : { '#sort': sort }) },
    ExpressionAttributeValues: toAttributes({
      ':key': partitionKey,
      ...(from === undefined ? {} : { ':from': from }),
      ...(to === undefined ? {} : { ':to': to }),
    }),
  };
};

interface Page {
  readonly Items?: Attributes[] | undefined;
  readonly LastEvaluatedKey?: Attributes | undefined;
}

/** The items of all pages. One reply holds up to a megabyte. */
const everyPage = async (
  pageFrom: (start: { readonly ExclusiveStartKey?: Attributes }) => Promise<Page>,
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let start: Attributes | undefined;
  do {
    const page: Page = await pageFrom(start === undefined ? {} : { ExclusiveStartKey: start });
    items.push(...(page.Items ?? []).map(toItem));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
};

/** Reads of the project's tables. They are consistent, except by an index. */
export const dynamoTableReader = (client: DynamoSender, prefix: string): TableReader => {
  const readBatch = async (
    physical: string,
    table: string,
    keys: readonly Item[],
  ): Promise<readonly Item[]> => {
    const items: Item[] = [];
    let wanted: Attributes[] = keys.map((key) => toAttributes(keyOf(tableDefinition(table), key)));
    for (let tries = 1; wanted.length > 0; tries += 1) {
      if (tries > MAX_TRIES) {
        throw new TransientError(
          'DYNAMODB_THROTTLED',
          `DynamoDB left keys of ${table} unread ${MAX_TRIES} times`,
        );
      }
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
      guarded(`query ${table}`, () =>
        everyPage((start) =>
          client.send(
            new QueryCommand({
              TableName: tableName(prefix, table),
              ConsistentRead: true,
              KeyConditionExpression: '#key = :key',
              ExpressionAttributeNames: { '#key': tableDefinition(table).partitionKey.name },
              ExpressionAttributeValues: toAttributes({ ':key': partitionKey }),
              ...start,
            }),
          ),
        ),
      ),

    page: (table, request) =>
      guarded(`query ${table}`, async () => {
        const query = pageQuery(prefix, table, request);
        if (query === undefined) return { items: [], more: false };
        const { sort } = queryKeyOf(tableDefinition(table), request.index);
        const items: Item[] = [];
        let start: Attributes | undefined;
        // One answer holds up to a megabyte, so a page may need several.
        do {
          const { Items = [], LastEvaluatedKey } = await client.send(
            new QueryCommand({ ...query, ...(start === undefined ? {} : { ExclusiveStartKey: start }) }),
          );
          for (const item of Items.map(toItem)) if (item[sort] !== request.after) items.push(item);
          start = LastEvaluatedKey;
        } while (start !== undefined && items.length <= request.limit);
        return { items: items.slice(0, request.limit), more: items.length > request.limit };
      }),

    scan: (table) =>
      guarded(`scan ${table}`, () =>
        everyPage((start) =>
          client.send(
            new ScanCommand({ TableName: tableName(prefix, table), ConsistentRead: true, ...start }),
          ),
        ),
      ),
  };
};
