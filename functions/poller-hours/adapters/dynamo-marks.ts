import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { toAttributes } from '../../../shared/dynamo/attributes.ts';
import { dynamoFailure } from '../../../shared/dynamo/failures.ts';
import type { DynamoSender } from '../../../shared/dynamo/lean/client.ts';
import { dynamoTableReader } from '../../../shared/dynamo/table-reader.ts';
import { MARKS, markItemOf, readMark } from '../../../shared/poller-hours/marks.ts';
import { TABLES, tableName } from '../../../shared/ports/tables.ts';
import type { Marks } from '../ports.ts';

const TABLE = TABLES.controls.name;

/** Marks in the controls table. Each put names the version that it replaces. */
export const dynamoMarks = (client: DynamoSender, prefix: string): Marks => {
  const tables = dynamoTableReader(client, prefix);
  return {
    async get(uuid) {
      const item = await tables.get(TABLE, { broker: MARKS, control: uuid });
      return item === undefined ? { version: 0 } : readMark(item);
    },

    async put(uuid, next) {
      try {
        await client.send(
          new PutItemCommand({
            TableName: tableName(prefix, TABLE),
            Item: toAttributes(markItemOf(uuid, next)),
            ...(next.version === 1
              ? { ConditionExpression: 'attribute_not_exists(#version)' }
              : {
                  ConditionExpression: '#version = :before',
                  ExpressionAttributeValues: toAttributes({ ':before': next.version - 1 }),
                }),
            ExpressionAttributeNames: { '#version': 'version' },
          }),
        );
        return true;
      } catch (thrown) {
        if (thrown instanceof ConditionalCheckFailedException) return false;
        throw dynamoFailure('mark an event source mapping', thrown);
      }
    },
  };
};
