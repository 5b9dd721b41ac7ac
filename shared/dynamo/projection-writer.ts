import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { ProjectionWriter } from '../kernel/ports.ts';
import type { EmitProjection } from '../kernel/stage.ts';
import type { Item } from '../ports/item.ts';
import { tableDefinition, tableName } from '../ports/tables.ts';
import { dynamoFailure } from './failures.ts';
import { eachOf } from './parallel.ts';

/** Puts at once. The SDK keeps 50 connections. */
const PARALLEL = 32;

export const toAttributes = (item: Item) => marshall(item, { removeUndefinedValues: true });

/** Equal is written again: the same write after a crash, or the same moment corrected. */
const notOlder = (item: Item, orderedBy: string): Partial<PutItemCommandInput> => ({
  ConditionExpression: 'attribute_not_exists(#order) OR #order <= :order',
  ExpressionAttributeNames: { '#order': orderedBy },
  ExpressionAttributeValues: { ':order': { N: String(item[orderedBy]) } },
});

/**
 * Writes projections to DynamoDB: ordered ones each under its condition, immutable ones as they are. One put for each:
 * IAM's permission for `BatchWriteItem` covers deletes as well, and what records the audit trail must not empty it.
 */
export const dynamoProjectionWriter = (client: DynamoDBClient, prefix: string): ProjectionWriter => {
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
