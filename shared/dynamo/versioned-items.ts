import { randomUUID } from 'node:crypto';
import {
  type CancellationReason,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Requirement } from '../audit/authority.ts';
import { PENDING_EVENTS } from '../audit/pending.ts';
import type { PutResult, VersionedItems } from '../audit/versioned-items.ts';
import type { Item } from '../ports/item.ts';
import { keyOf, tableDefinition, tableName } from '../ports/tables.ts';
import { toAttributes, toItem, toStored } from './attributes.ts';
import { pauseAfter } from './conflicts.ts';
import { dynamoFailure } from './failures.ts';
import { dynamoTableReader } from './table-reader.ts';
import { unchanged } from './unchanged.ts';

/** The condition of a required item, for a transaction. */
const checkOf = (prefix: string, { table, key, equal, later }: Requirement) => {
  const conditions = [
    ...Object.entries(equal).map(([name, value]) => ({ name, sign: '=', value })),
    ...Object.entries(later).map(([name, value]) => ({ name, sign: '>', value })),
  ];
  return {
    TableName: tableName(prefix, table),
    Key: toAttributes(key),
    ConditionExpression: conditions.map(({ name, sign }) => `#${name} ${sign} :${name}`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(conditions.map(({ name }) => [`#${name}`, name])),
    ExpressionAttributeValues: toAttributes(
      Object.fromEntries(conditions.map(({ name, value }) => [`:${name}`, value])),
    ),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
};

const FAILED = 'ConditionalCheckFailed';
/** DynamoDB cancels one of two concurrent transactions on an item. Concurrent changes with one login conflict so. */
const CONFLICT = 'TransactionConflict';
const MAX_CONFLICTS = 12;
const itemIn = (reason: CancellationReason | undefined): Item | undefined =>
  reason?.Item === undefined ? undefined : toItem(reason.Item);

/** The result of a put whose transaction was cancelled; undefined if a retry may succeed. */
const cancelled = (reasons: readonly CancellationReason[]): PutResult | undefined => {
  const [own, required] = reasons;
  if (own?.Code !== FAILED && required?.Code !== FAILED) return undefined;
  const current = itemIn(own);
  return {
    saved: false,
    ...(current !== undefined && { current }),
    ...(required?.Code === FAILED && { unmet: { item: itemIn(required) } }),
  };
};

/** Items in DynamoDB. Each change is one transaction with the items that it requires. */
export const dynamoVersionedItems = (
  client: DynamoDBClient,
  prefix: string,
  pause: (conflicts: number) => Promise<void> = pauseAfter,
): VersionedItems => ({
  get: dynamoTableReader(client, prefix).get,

  async put(table, next, before, required) {
    const transaction = {
      TransactItems: [
        {
          Put: {
            TableName: tableName(prefix, table),
            Item: toStored(next),
            ...unchanged(table, before),
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
          },
        },
        { ConditionCheck: checkOf(prefix, required) },
      ],
      // A retry after a lost answer has the same token, so DynamoDB does not repeat the change.
      ClientRequestToken: randomUUID(),
    };
    for (let conflicts = 0; ; conflicts += 1) {
      try {
        await client.send(new TransactWriteItemsCommand(transaction));
        return { saved: true };
      } catch (thrown) {
        const reasons =
          thrown instanceof TransactionCanceledException ? (thrown.CancellationReasons ?? []) : [];
        const result = cancelled(reasons);
        if (result !== undefined) return result;
        const isConflict = reasons.some(({ Code }) => Code === CONFLICT);
        if (!isConflict || conflicts === MAX_CONFLICTS) {
          throw dynamoFailure(`change an item of ${table}`, thrown);
        }
        await pause(conflicts);
      }
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
          // No two changes have the same event, so its last event identifies a list.
          ConditionExpression: `#pending[${pending.length - 1}] = :last AND size(#pending) = :count`,
          ExpressionAttributeNames: { '#pending': PENDING_EVENTS },
          ExpressionAttributeValues: toAttributes({ ':last': pending.at(-1), ':count': pending.length }),
        }),
      );
    } catch (thrown) {
      if (!(thrown instanceof ConditionalCheckFailedException)) {
        throw dynamoFailure(`clear the published events of an item of ${table}`, thrown);
      }
    }
  },
});
