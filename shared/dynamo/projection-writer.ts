import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { TransientError } from '../errors.ts';
import type { ProjectionWriter } from '../kernel/ports.ts';
import type { EmitProjection, Item } from '../kernel/stage.ts';
import { dynamoFailure } from './failures.ts';
import { eachOf } from './parallel.ts';
import { tableDefinition, tableName } from './tables.ts';

/** DynamoDB takes 25 items in one batch write. */
const BATCH = 25;
const PARALLEL = 16;
const MAX_TRIES = 8;

const chunks = <T>(list: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export const toAttributes = (item: Item) => marshall(item, { removeUndefinedValues: true });

/** Writes projections to DynamoDB: ordered ones each under its condition, immutable ones in batches. */
export const dynamoProjectionWriter = (client: DynamoDBClient, prefix: string): ProjectionWriter => {
  const physical = (table: string) =>
    tableName(prefix, tableDefinition(table).name as Parameters<typeof tableName>[1]);

  const putOrdered = async ({ table, item, orderedBy = '' }: EmitProjection): Promise<void> => {
    try {
      await client.send(
        new PutItemCommand({
          TableName: physical(table),
          Item: toAttributes(item),
          // Equal is written again: the same write after a crash, or the same moment corrected.
          ConditionExpression: 'attribute_not_exists(#order) OR #order <= :order',
          ExpressionAttributeNames: { '#order': orderedBy },
          ExpressionAttributeValues: { ':order': { N: String(item[orderedBy]) } },
        }),
      );
    } catch (thrown) {
      if (!(thrown instanceof ConditionalCheckFailedException))
        throw dynamoFailure(`write to ${table}`, thrown);
    }
  };

  const putBatch = async (batch: readonly EmitProjection[]): Promise<void> => {
    let requests: Record<string, WriteRequest[]> = {};
    for (const { table, item } of batch) {
      const name = physical(table);
      requests[name] = [...(requests[name] ?? []), { PutRequest: { Item: toAttributes(item) } }];
    }
    for (let tries = 1; ; tries += 1) {
      try {
        const { UnprocessedItems = {} } = await client.send(
          new BatchWriteItemCommand({ RequestItems: requests }),
        );
        if (Object.keys(UnprocessedItems).length === 0) return;
        requests = UnprocessedItems;
      } catch (thrown) {
        throw dynamoFailure('batch write', thrown);
      }
      if (tries === MAX_TRIES)
        throw new TransientError('DYNAMODB_THROTTLED', `DynamoDB left items unwritten ${tries} times`);
      await pause(2 ** tries * 10);
    }
  };

  return {
    write: async (projections) => {
      const ordered = projections.filter(({ orderedBy }) => orderedBy !== undefined);
      const batches = chunks(
        projections.filter(({ orderedBy }) => orderedBy === undefined),
        BATCH,
      );
      await Promise.all([eachOf(ordered, PARALLEL, putOrdered), eachOf(batches, PARALLEL, putBatch)]);
    },
  };
};
