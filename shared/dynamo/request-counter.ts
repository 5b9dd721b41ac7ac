import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { RequestCounter } from '../http/rate-limit.ts';
import { TABLES, tableName } from '../ports/tables.ts';
import { dynamoFailure } from './failures.ts';

/** Counters in the rate-limits table: one conditional update each, so that two requests cannot both take the last place. */
export const dynamoRequestCounter = (client: DynamoDBClient, prefix: string): RequestCounter => ({
  async count(id, most, expiresAt) {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: tableName(prefix, TABLES.rateLimits.name),
          Key: { limit_id: { S: id } },
          UpdateExpression: 'SET #expires = :expires ADD #taken :one',
          ConditionExpression: 'attribute_not_exists(#taken) OR #taken < :most',
          ExpressionAttributeNames: { '#taken': 'taken', '#expires': 'expires_at' },
          ExpressionAttributeValues: {
            ':one': { N: '1' },
            ':most': { N: String(most) },
            ':expires': { N: String(expiresAt) },
          },
        }),
      );
      return true;
    } catch (thrown) {
      if (thrown instanceof ConditionalCheckFailedException) return false;
      throw dynamoFailure('count a request', thrown);
    }
  },
});
