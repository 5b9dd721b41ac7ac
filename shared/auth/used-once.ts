import { randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { dynamoFailure } from '../dynamo/failures.ts';
import { toAttributes } from '../dynamo/projection-writer.ts';
import { TABLES, tableName } from '../ports/tables.ts';
import type { UsedOnce } from './ports.ts';

/** Longer than any clock is wrong: what has expired may be forgotten, but not a second too early. */
const GRACE_SECONDS = 24 * 60 * 60;

/** What was used, in a table: of two who come at the same time, one is the first. */
export const dynamoUsedOnce = (client: DynamoDBClient, prefix: string): UsedOnce => ({
  async use(id, expiresAt) {
    const usedBy = randomUUID();
    try {
      await client.send(
        new PutItemCommand({
          TableName: tableName(prefix, TABLES.usedOnce.name),
          Item: toAttributes({
            nonce: id,
            used_by: usedBy,
            expires_at: Math.ceil(expiresAt / 1_000) + GRACE_SECONDS,
          }),
          ConditionExpression: 'attribute_not_exists(#nonce)',
          ExpressionAttributeNames: { '#nonce': TABLES.usedOnce.partitionKey.name },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return true;
    } catch (thrown) {
      // The answer to our own write may have been lost, and its repetition by the SDK then lost against it.
      if (thrown instanceof ConditionalCheckFailedException) return thrown.Item?.used_by?.S === usedBy;
      throw dynamoFailure('mark something as used', thrown);
    }
  },
});
