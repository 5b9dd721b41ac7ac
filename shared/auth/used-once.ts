import { randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { toAttributes } from '../dynamo/attributes.ts';
import { dynamoFailure } from '../dynamo/failures.ts';
import { TABLES, tableName } from '../ports/tables.ts';
import type { UsedOnce } from './ports.ts';

/** More than any clock error, so that no item is deleted before its expiry. */
const GRACE_SECONDS = 24 * 60 * 60;

/** Used ids in a table. Of two concurrent uses one succeeds. */
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
      // If the response to the write was lost, the SDK's retry loses against the first attempt.
      if (thrown instanceof ConditionalCheckFailedException) return thrown.Item?.used_by?.S === usedBy;
      throw dynamoFailure('claim an id', thrown);
    }
  },
});
