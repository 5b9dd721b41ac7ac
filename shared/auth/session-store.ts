import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  TransactionConflictException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { pauseAfter } from '../dynamo/conflicts.ts';
import { dynamoFailure } from '../dynamo/failures.ts';
import { toAttributes } from '../dynamo/projection-writer.ts';
import { TABLES, tableName } from '../dynamo/tables.ts';
import { TransientError } from '../errors.ts';
import type { TableReader } from '../kernel/ports.ts';
import { accountId } from './current-session.ts';
import type { Keys } from './key-ring.ts';
import type { FoundSession, SessionStore } from './ports.ts';
import { type SessionItem, sessionItem } from './session-item.ts';
import { isSealIntact, sealSession } from './session-seal.ts';

const MAX_TRIES = 8;
/** How often at most a session's use is noted. */
const TOUCH_MS = 60_000;

interface SessionStoreOptions {
  readonly client: DynamoDBClient;
  readonly tables: TableReader;
  readonly prefix: string;
  /** The ring that signs our tokens. */
  readonly keys: Keys;
  /** Told of every item that was found changed by somebody else. */
  readonly onTampered: (userId: string, problem: string) => void;
}

/** Where there is something, but nothing that a version can be compared with: it is replaced whatever it is. */
const UNVERSIONED = 'unversioned';
type Before = number | undefined | typeof UNVERSIONED;

const beforeOf = (found: FoundSession): Before => {
  if (found.kind === 'none') return undefined;
  return found.kind === 'session' ? found.session.version : (found.version ?? UNVERSIONED);
};

const conditionOf = (before: Before) => {
  if (before === UNVERSIONED) return {};
  return before === undefined
    ? {
        ConditionExpression: 'attribute_not_exists(#account)',
        ExpressionAttributeNames: { '#account': 'account_id' },
      }
    : {
        ConditionExpression: '#version = :before',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':before': { N: String(before) } },
      };
};

const versionOf = ({ version }: Readonly<Record<string, unknown>>): number | undefined =>
  typeof version === 'number' && Number.isSafeInteger(version) && version > 0 ? version : undefined;

/** Somebody else was faster: has written, or is in the middle of a transaction with this session. */
const isLost = (thrown: unknown): boolean =>
  thrown instanceof ConditionalCheckFailedException || thrown instanceof TransactionConflictException;

/** Sessions as DynamoDB items. A login, a logout and a second login meet at the version: one of them wins whole. */
export const dynamoSessionStore = (options: SessionStoreOptions): SessionStore => {
  const { client, tables, prefix, keys, onTampered } = options;
  const table = tableName(prefix, TABLES.sessions.name);

  const read = async (userId: string): Promise<FoundSession> => {
    const item = await tables.get(TABLES.sessions.name, { account_id: accountId(userId) });
    if (item === undefined) return { kind: 'none' };
    const { success, data: session } = sessionItem.safeParse(item);
    const version = versionOf(item);
    if (!success) return { kind: 'tampered', problem: 'it does not have the fields of a session', version };
    if (session.user_id !== userId) return { kind: 'tampered', problem: "it is another user's", version };
    if (!(await isSealIntact(keys, session)))
      return { kind: 'tampered', problem: 'its seal does not fit', version };
    return { kind: 'session', session };
  };

  const find = async (userId: string): Promise<FoundSession> => {
    const found = await read(userId);
    if (found.kind === 'tampered') onTampered(userId, found.problem);
    return found;
  };

  /** Writes if the version is still what it was; false where it is not. */
  const put = async (item: SessionItem, before: Before): Promise<boolean> => {
    try {
      await client.send(
        new PutItemCommand({ TableName: table, Item: toAttributes(item), ...conditionOf(before) }),
      );
      return true;
    } catch (thrown) {
      if (isLost(thrown)) return false;
      throw dynamoFailure('save a session', thrown);
    }
  };

  return {
    find,

    async change(userId, change) {
      let written: SessionItem | undefined;
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const found = await find(userId);
        const before = beforeOf(found);
        // The answer to our own write may have been lost, and its repetition by the SDK then lost against it.
        if (found.kind === 'session' && found.session.seal.mac === written?.seal.mac) return written;
        const changed = change(found);
        if (changed === undefined) return undefined;
        const session = { ...changed, version: typeof before === 'number' ? before + 1 : 1 };
        written = { ...session, seal: await sealSession(keys, session) };
        if (await put(written, before)) return written;
        await pauseAfter(tries);
      }
      throw new TransientError(
        'SESSION_CONTENDED',
        `the session of ${userId} was changed by somebody else ${MAX_TRIES} times in a row`,
      );
    },

    async touch({ account_id, session_id, last_active_at }, at) {
      if (at - Date.parse(last_active_at) < TOUCH_MS) return;
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: toAttributes({ account_id }),
            UpdateExpression: 'SET #active = :now',
            ConditionExpression: '#session = :session AND #active = :before',
            ExpressionAttributeNames: { '#active': 'last_active_at', '#session': 'session_id' },
            ExpressionAttributeValues: toAttributes({
              ':now': new Date(at).toISOString(),
              ':session': session_id,
              ':before': last_active_at,
            }),
          }),
        );
      } catch (thrown) {
        // Somebody else has noted it, or uses it at this moment, or the session is another one now.
        if (isLost(thrown)) return;
        throw dynamoFailure('note the use of a session', thrown);
      }
    },
  };
};
