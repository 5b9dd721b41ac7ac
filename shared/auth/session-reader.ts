import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  TransactionConflictException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { dynamoFailure } from '../dynamo/failures.ts';
import { toAttributes } from '../dynamo/projection-writer.ts';
import type { TableReader } from '../ports/table-reader.ts';
import { TABLES, tableName } from '../ports/tables.ts';
import { accountId } from './current-session.ts';
import type { FoundSession, SessionReader } from './ports.ts';
import type { PublicKeys } from './public-keys.ts';
import { sessionItem } from './session-item.ts';
import { isSealIntact } from './session-seal.ts';

/** How often at most a session's use is noted. */
const TOUCH_MS = 60_000;

export interface SessionReaderOptions {
  readonly client: DynamoDBClient;
  readonly tables: TableReader;
  readonly prefix: string;
  /** What seals are checked with. */
  readonly publicKeys: PublicKeys;
  /** Told of every item that was found changed by something else. */
  readonly onTampered: (userId: string, problem: string) => void;
}

const versionOf = ({ version }: Readonly<Record<string, unknown>>): number | undefined =>
  typeof version === 'number' && Number.isSafeInteger(version) && version > 0 ? version : undefined;

/** Another writer was faster: has written, or is in the middle of a transaction with this session. */
export const isLost = (thrown: unknown): boolean =>
  thrown instanceof ConditionalCheckFailedException || thrown instanceof TransactionConflictException;

/** Sessions as DynamoDB items, read and not changed but for when they were last used. */
export const dynamoSessionReader = (options: SessionReaderOptions): SessionReader => {
  const { client, tables, prefix, publicKeys, onTampered } = options;
  const table = tableName(prefix, TABLES.sessions.name);

  const read = async (userId: string): Promise<FoundSession> => {
    const item = await tables.get(TABLES.sessions.name, { account_id: accountId(userId) });
    if (item === undefined) return { kind: 'none' };
    const { success, data: session } = sessionItem.safeParse(item);
    const version = versionOf(item);
    if (!success) return { kind: 'tampered', problem: 'it does not have the fields of a session', version };
    if (session.user_id !== userId) return { kind: 'tampered', problem: "it is another user's", version };
    if (!(await isSealIntact(publicKeys, session)))
      return { kind: 'tampered', problem: 'its seal does not fit', version };
    return { kind: 'session', session };
  };

  const find = async (userId: string): Promise<FoundSession> => {
    const found = await read(userId);
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
            // Names no other attribute: the authorizer's role lets it touch this one alone. Another session has another time.
            ConditionExpression: '#active = :before',
            ExpressionAttributeNames: { '#active': 'last_active_at' },
            ExpressionAttributeValues: toAttributes({
              ':now': new Date(at).toISOString(),
              ':before': last_active_at,
            }),
          }),
        );
      } catch (thrown) {
        // Another request has noted it, or uses it at this moment, or the session is another one now.
        if (isLost(thrown)) return;
        throw dynamoFailure('note the use of a session', thrown);
      }
    },
  };
};
