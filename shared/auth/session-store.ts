import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { pauseAfter } from '../dynamo/conflicts.ts';
import { dynamoFailure } from '../dynamo/failures.ts';
import { toAttributes } from '../dynamo/projection-writer.ts';
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

/** Sessions as DynamoDB items. A login, a logout and a second login meet at the version: one of them wins whole. */
export const dynamoSessionStore = (options: SessionStoreOptions): SessionStore => {
  const { client, prefix, signingKeys } = options;
  const table = tableName(prefix, TABLES.sessions.name);
  const { find, touch } = dynamoSessionReader(options);

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
    touch,

    async change(userId, change) {
      let written: SessionItem | undefined;
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const found = await find(userId);
        const before = beforeOf(found);
        // The answer to our own write may have been lost, and its repetition by the SDK then lost against it.
        if (found.kind === 'session' && found.session.seal.signature === written?.seal.signature)
          return written;
        const changed = change(found);
        if (changed === undefined) return undefined;
        const session = { ...changed, version: typeof before === 'number' ? before + 1 : 1 };
        written = { ...session, seal: await sealSession(signingKeys, session) };
        if (await put(written, before)) return written;
        await pauseAfter(tries);
      }
      throw new TransientError(
        'SESSION_CONTENDED',
        `the session of ${userId} was changed by somebody else ${MAX_TRIES} times in a row`,
      );
    },
  };
};
