import {
  type AttributeValue,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { RefusalError } from '../errors.ts';
import { bodyDigest } from '../kernel/checkpoint.ts';
import type { CheckpointStore, NextCheckpoint, SaveResult, StoredCheckpoint } from '../kernel/ports.ts';
import { TABLES, tableName } from '../ports/tables.ts';
import { dynamoFailure } from './failures.ts';
import type { DynamoSender } from './lean/client.ts';

type Attributes = Record<string, AttributeValue>;

const stored = (id: string, item: Attributes | undefined): StoredCheckpoint | undefined => {
  if (item === undefined) return undefined;
  const version = Number(item.version?.N);
  const body = item.body?.B;
  if (!Number.isSafeInteger(version) || body === undefined) {
    throw new RefusalError(
      'CHECKPOINT_UNREADABLE',
      `item ${id} of table ${TABLES.checkpoints.name} is not a checkpoint. Disable the event source mappings of its stage, then restore the table from its point-in-time backup`,
    );
  }
  return { version, body };
};

/** Items of earlier releases have no digest. Their version alone decides whether a save may overwrite them. */
const FOLLOWS = '#version = :before AND (attribute_not_exists(#digest) OR #digest = :follows)';

/** Checkpoints as DynamoDB items: one consistent read at the start, one conditional put per save. */
export const dynamoCheckpointStore = (client: DynamoSender, prefix: string): CheckpointStore => {
  const table = tableName(prefix, TABLES.checkpoints.name);
  const keyName = TABLES.checkpoints.partitionKey.name;

  const load = async (id: string): Promise<StoredCheckpoint | undefined> => {
    try {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: { [keyName]: { S: id } }, ConsistentRead: true }),
      );
      return stored(id, Item);
    } catch (thrown) {
      throw dynamoFailure(`load checkpoint ${id}`, thrown);
    }
  };

  const save = async (id: string, { version, body, follows }: NextCheckpoint): Promise<SaveResult> => {
    const condition =
      follows === undefined
        ? {
            ConditionExpression: 'attribute_not_exists(#version)',
            ExpressionAttributeNames: { '#version': 'version' },
          }
        : {
            ConditionExpression: FOLLOWS,
            ExpressionAttributeNames: { '#version': 'version', '#digest': 'body_digest' },
            ExpressionAttributeValues: { ':before': { N: String(version - 1) }, ':follows': { S: follows } },
          };
    try {
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            [keyName]: { S: id },
            version: { N: String(version) },
            body: { B: body },
            body_digest: { S: bodyDigest(body) },
          },
          ...condition,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { saved: true };
    } catch (thrown) {
      if (!(thrown instanceof ConditionalCheckFailedException)) {
        throw dynamoFailure(`save checkpoint ${id}`, thrown);
      }
      const current = stored(id, thrown.Item);
      return current === undefined ? { saved: false } : { saved: false, current };
    }
  };

  return { load, save };
};
