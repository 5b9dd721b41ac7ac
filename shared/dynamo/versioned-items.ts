import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { PENDING_EVENTS } from '../audit/pending.ts';
import type { VersionedItems } from '../audit/versioned-items.ts';
import type { Item } from '../kernel/stage.ts';
import { dynamoFailure } from './failures.ts';
import { toAttributes } from './projection-writer.ts';
import { dynamoTableReader, toItem } from './table-reader.ts';
import { keyOf, type TableName, tableDefinition, tableName } from './tables.ts';

/** An item that may carry on what a person wrote, numbers of any size among it. */
const toStored = (item: Item) => marshall(item, { removeUndefinedValues: true, allowImpreciseNumbers: true });

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
  if (typeof before.version === 'number' && !Number.isSafeInteger(before.version)) {
    // A person's: it was rounded when it was read, and ours are whole.
    const rounding = Math.abs(before.version) * Number.EPSILON;
    return {
      ConditionExpression: '#version BETWEEN :low AND :high',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: {
        ':low': { N: String(before.version - rounding) },
        ':high': { N: String(before.version + rounding) },
      },
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
          Item: toStored(next),
          ...unchanged(table, before),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { saved: true };
    } catch (thrown) {
      if (!(thrown instanceof ConditionalCheckFailedException))
        throw dynamoFailure(`change an item of ${table}`, thrown);
      return thrown.Item === undefined ? { saved: false } : { saved: false, current: toItem(thrown.Item) };
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
