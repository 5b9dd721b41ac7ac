import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { toAttributes } from '../dynamo/attributes.ts';
import { pauseAfter } from '../dynamo/conflicts.ts';
import { dynamoFailure } from '../dynamo/failures.ts';
import { TransientError } from '../errors.ts';
import { TABLES, tableName } from '../ports/tables.ts';
import type { FoundSession, SessionStore } from './ports.ts';
import type { SessionItem } from './session-item.ts';
import { dynamoSessionReader, isLost, type SessionReaderOptions } from './session-reader.ts';
import { sealSession } from './session-seal.ts';
import type { SigningKeys } from './signing-keys.ts';

const MAX_TRIES = 8;

interface SessionStoreOptions extends SessionReaderOptions {
  readonly signingKeys: SigningKeys;
}

/** An item without a valid version, which is replaced unconditionally. */
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

/** Sessions in DynamoDB. Of concurrent logins and logouts one succeeds per version. */
export const dynamoSessionStore = (options: SessionStoreOptions): SessionStore => {
  const { client, prefix, signingKeys } = options;
  const table = tableName(prefix, TABLES.sessions.name);
  const { find, touch } = dynamoSessionReader(options);

  /** Writes if the version is unchanged; returns false otherwise. */
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
    touch,

    async change(userId, change) {
      let written: SessionItem | undefined;
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const found = await find(userId);
        const before = beforeOf(found);
        // If the response to a write was lost, the SDK's retry loses against the first attempt.
        if (found.kind === 'session' && found.session.seal.signature === written?.seal.signature) {
          return written;
        }
        const changed = change(found);
        if (changed === undefined) return undefined;
        const session = { ...changed, version: typeof before === 'number' ? before + 1 : 1 };
        written = { ...session, seal: await sealSession(signingKeys, session) };
        if (await put(written, before)) return written;
        await pauseAfter(tries);
      }
      throw new TransientError(
        'SESSION_CONTENDED',
        `the session of ${userId} was changed concurrently ${MAX_TRIES} times`,
      );
    },
  };
};
