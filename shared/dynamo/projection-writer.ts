import {
  ConditionalCheckFailedException,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { ProjectionWriter } from '../kernel/ports.ts';
import type { EmitProjection } from '../kernel/stage.ts';
import type { Item } from '../ports/item.ts';
import { tableDefinition, tableName } from '../ports/tables.ts';
import { toAttributes } from './attributes.ts';
import { dynamoFailure } from './failures.ts';
import type { DynamoSender } from './lean/client.ts';
import { eachOf } from './parallel.ts';

/** Concurrent puts. The SDK keeps 50 connections. */
const PARALLEL = 32;

/** An equal order is written again: a repeat after a crash, or a correction of the same moment. */
const notOlder = (item: Item, orderedBy: string): Partial<PutItemCommandInput> => ({
  ConditionExpression: 'attribute_not_exists(#order) OR #order <= :order',
  ExpressionAttributeNames: { '#order': orderedBy },
  ExpressionAttributeValues: { ':order': { N: String(item[orderedBy]) } },
});

/**
 * Writes projections to DynamoDB. Ordered ones have a condition, immutable ones have none. Each is one put:
 * permission for `BatchWriteItem` covers deletes too, and the writer of the audit trail must not delete from it.
 */
export const dynamoProjectionWriter = (client: DynamoSender, prefix: string): ProjectionWriter => {
  const physical = (table: string) =>
    tableName(prefix, tableDefinition(table).name as Parameters<typeof tableName>[1]);

  const put = async ({ table, item, orderedBy }: EmitProjection): Promise<void> => {
    try {
      await client.send(
        new PutItemCommand({
          TableName: physical(table),
          Item: toAttributes(item),
          ...(orderedBy !== undefined && notOlder(item, orderedBy)),
        }),
      );
    } catch (thrown) {
      if (orderedBy !== undefined && thrown instanceof ConditionalCheckFailedException) return;
      throw dynamoFailure(`write to ${table}`, thrown);
    }
  };

  return { write: (projections) => eachOf(projections, PARALLEL, put) };
};
