import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { NoteUse } from '../auth/ports.ts';
import { messageOf } from '../errors.ts';
import { TABLES, tableName } from '../ports/tables.ts';
import { toAttributes } from './attributes.ts';

/** Stores the time of use in the credential's item. A failure goes to `report`. */
export const dynamoNoteUse =
  (client: DynamoDBClient, prefix: string, report: (problem: string) => void): NoteUse =>
  async (key, at) => {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: tableName(prefix, TABLES.credentials.name),
          Key: toAttributes(key),
          UpdateExpression: 'SET last_used_at = :now',
          ConditionExpression: 'attribute_exists(sha256)',
          ExpressionAttributeValues: toAttributes({ ':now': new Date(at).toISOString() }),
        }),
      );
    } catch (thrown) {
      report(messageOf(thrown));
    }
  };
