import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { PENDING_EVENTS } from '../audit/pending.ts';
import type { VersionedItems } from '../audit/versioned-items.ts';
import type { Item } from '../kernel/stage.ts';
import { dynamoFailure } from './failures.ts';
import { toAttributes } from './projection-writer.ts';
import { dynamoTableReader } from './table-reader.ts';
import { keyOf, type TableName, tableDefinition, tableName } from './tables.ts';

/** The condition that nobody has changed an item, in whatever state a person may have left its version. */
const unchanged = (table: TableName, before: Item | undefined) => {
  const key = tableDefinition(table).partitionKey.name;
  if (before === undefined) {
    return { ConditionExpression: 'attribute_not_exists(#key)', ExpressionAttributeNames: { '#key': key } };
  }
  if (before.version === undefined) {
    return {
      ConditionExpression: 'attribute_exists(#key) AND attribute_not_exists(#version)',
      ExpressionAttributeNames: { '#key': key, '#version': 'version' },
    };
  }
  return {
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: toAttributes({ ':version': before.version }),
  };
};

/** Items in DynamoDB, changed by conditional writes. */
export const dynamoVersionedItems = (client: DynamoDBClient, prefix: string): VersionedItems => ({
  get: dynamoTableReader(client, prefix).get,

  async put(table, next, before) {
    try {
      await client.send(
        new PutItemCommand({
          TableName: tableName(prefix, table),
          Item: toAttributes(next),
          ...unchanged(table, before),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { saved: true };
    } catch (thrown) {
      if (!(thrown instanceof ConditionalCheckFailedException))
        throw dynamoFailure(`change an item of ${table}`, thrown);
      return thrown.Item === undefined
        ? { saved: false }
        : { saved: false, current: unmarshall(thrown.Item) };
    }
  },

  async clearPending(table, item) {
    const pending = item[PENDING_EVENTS];
    if (!Array.isArray(pending) || pending.length === 0) return;
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: tableName(prefix, table),
          Key: toAttributes(keyOf(tableDefinition(table), item)),
          UpdateExpression: 'REMOVE #pending',
          // No two changes have the same event, so a list is known by its last one.
          ConditionExpression: `#pending[${pending.length - 1}] = :last AND size(#pending) = :count`,
          ExpressionAttributeNames: { '#pending': PENDING_EVENTS },
          ExpressionAttributeValues: toAttributes({ ':last': pending.at(-1), ':count': pending.length }),
        }),
      );
    } catch (thrown) {
      if (!(thrown instanceof ConditionalCheckFailedException))
        throw dynamoFailure(`clear the published events of an item of ${table}`, thrown);
    }
  },
});
