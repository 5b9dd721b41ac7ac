import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  TransactionConflictException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { toAttributes } from '../dynamo/attributes.ts';
import { dynamoFailure } from '../dynamo/failures.ts';
import type { TableReader } from '../ports/table-reader.ts';
import { TABLES, tableName } from '../ports/tables.ts';
import { findSession } from './find-session.ts';
import type { FoundSession, SessionReader } from './ports.ts';
import type { PublicKeys } from './public-keys.ts';

/** Minimum interval between updates of a session's last use. */
const TOUCH_MS = 60_000;

export interface SessionReaderOptions {
  readonly client: DynamoDBClient;
  readonly tables: TableReader;
  readonly prefix: string;
  /** Keys that verify seals. */
  readonly publicKeys: PublicKeys;
  /** Called for every tampered item. */
  readonly onTampered: (userId: string, problem: string) => void;
}

/** Whether a write lost against another write or transaction of this session. */
export const isLost = (thrown: unknown): boolean =>
  thrown instanceof ConditionalCheckFailedException || thrown instanceof TransactionConflictException;

/** Sessions in DynamoDB, read-only apart from their last use. */
export const dynamoSessionReader = (options: SessionReaderOptions): SessionReader => {
  const { client, tables, prefix, publicKeys, onTampered } = options;
  const table = tableName(prefix, TABLES.sessions.name);

  const find = async (userId: string): Promise<FoundSession> => {
    const found = await findSession(tables, publicKeys, userId);
    if (found.kind === 'tampered') onTampered(userId, found.problem);
    return found;
  };

  return {
    find,

    async touch({ account_id, last_active_at }, at) {
      if (at - Date.parse(last_active_at) < TOUCH_MS) return;
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: toAttributes({ account_id }),
            UpdateExpression: 'SET #active = :now',
            // The authorizer's role allows only this attribute. Its value also identifies the session.
            ConditionExpression: '#active = :before',
            ExpressionAttributeNames: { '#active': 'last_active_at' },
            ExpressionAttributeValues: toAttributes({
              ':now': new Date(at).toISOString(),
              ':before': last_active_at,
            }),
          }),
        );
      } catch (thrown) {
        // Another request has recorded or is recording it, or the session was replaced.
        if (isLost(thrown)) return;
        throw dynamoFailure('record the use of a session', thrown);
      }
    },
  };
};
