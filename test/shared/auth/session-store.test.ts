import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountId, findActiveSession, sessionChecks } from '../../../shared/auth/current-session.ts';
import type { FoundSession } from '../../../shared/auth/ports.ts';
import type { SessionContent, SessionItem } from '../../../shared/auth/session-item.ts';
import { dynamoSessionStore } from '../../../shared/auth/session-store.ts';
import { dynamoUsedOnce } from '../../../shared/auth/used-once.ts';
import { toAttributes } from '../../../shared/dynamo/attributes.ts';
import { dynamoTableReader } from '../../../shared/dynamo/table-reader.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { tableName } from '../../../shared/ports/tables.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../../support/aws.ts';
import { ENDS_AT, keysUnderTest, LOGIN_AT, OTHER_SESSION, SESSION, sessionContent } from './fixtures.ts';

let aws: AwsUnderTest;
beforeAll(async () => {
  aws = await awsUnderTest();
});
afterAll(() => aws.close());

let users = 0;

/** A store, with a user whom no other test knows. */
const setUp = () => {
  users += 1;
  const userId = `AB${String(users).padStart(4, '0')}`;
  const { publicKeys, signing } = keysUnderTest();
  const tampered: string[] = [];
  const tables = dynamoTableReader(aws.client, TEST_PREFIX);
  const store = dynamoSessionStore({
    client: aws.client,
    tables,
    prefix: TEST_PREFIX,
    publicKeys,
    signingKeys: signing,
    onTampered: (user, problem) => tampered.push(`${user}: ${problem}`),
  });
  const content = (changes: Partial<SessionContent> = {}) =>
    sessionContent({ user_id: userId, account_id: accountId(userId), ...changes });
  const overwrite = (item: Item) =>
    aws.client.send(
      new PutItemCommand({ TableName: tableName(TEST_PREFIX, 'sessions'), Item: toAttributes(item) }),
    );
  return { userId, tampered, tables, store, content, overwrite };
};

const saved = (item: SessionItem | undefined): SessionItem => {
  if (item === undefined) throw new Error('nothing was saved');
  return item;
};

const sessionIn = (found: FoundSession): SessionItem => {
  if (found.kind !== 'session') throw new Error(`found ${found.kind}`);
  return found.session;
};

describe('the session store', () => {
  it('finds nothing before a login', async () => {
    const { store, userId } = setUp();

    expect(await store.find(userId)).toEqual({ kind: 'none' });
  });

  it('returns a session as it was saved', async () => {
    const { store, userId, content } = setUp();

    const item = saved(await store.change(userId, () => content()));

    expect(item).toMatchObject({ ...content(), version: 1 });
    expect(await store.find(userId)).toEqual({ kind: 'session', session: item });
  });

  it('replaces a session in one write, after which the one before is nothing any more', async () => {
    const { store, tables, userId, content } = setUp();
    await store.change(userId, () => content());
    const checks = sessionChecks(tables);

    await store.change(userId, () => content({ session_id: OTHER_SESSION }));

    expect(await checks.statusOf({ userId, sessionId: SESSION }, LOGIN_AT)).toBe('gone');
    expect(await checks.statusOf({ userId, sessionId: OTHER_SESSION }, LOGIN_AT)).toBe('current');
    expect(sessionIn(await store.find(userId)).version).toBe(2);
  });

  it('lets all who come at the same time win one after the other, none of them in part', async () => {
    const { store, userId, content } = setUp();

    await Promise.all(
      Array.from({ length: 4 }, (_, i) =>
        store.change(userId, (found) => {
          const before = found.kind === 'session' ? found.session.pending_events : [];
          return content({ pending_events: [...before, `{"login":${i}}`] });
        }),
      ),
    );

    const { version, pending_events } = sessionIn(await store.find(userId));
    expect(version).toBe(4);
    expect([...pending_events].sort()).toEqual([0, 1, 2, 3].map((i) => `{"login":${i}}`));
  });

  it('writes nothing where there is nothing to change', async () => {
    const { store, userId, content } = setUp();
    const before = await store.change(userId, () => content());

    expect(await store.change(userId, () => undefined)).toBeUndefined();
    expect(await store.find(userId)).toEqual({ kind: 'session', session: before });
  });

  it.each<readonly [string, (item: SessionItem) => Item]>([
    ['a later expiry', (item) => ({ ...item, expires_at: new Date(ENDS_AT + 86_400_000).toISOString() })],
    ['another session id', (item) => ({ ...item, session_id: OTHER_SESSION })],
    ['another token', (item) => ({ ...item, broker_token: { key_id: 'k1', sealed: 'AAAA' } })],
    ['a field more', (item) => ({ ...item, admin: true })],
    ['a field less', ({ email: _, ...item }) => item],
    ['no seal', ({ seal: _, ...item }) => item],
    ['a seal of nothing', (item) => ({ ...item, seal: { key_id: 'k1', signature: 'A' } })],
    ['a version that is no number', (item) => ({ ...item, version: 'seven' })],
    ['nothing but its key', ({ account_id }) => ({ account_id })],
  ])('refuses an item with %s, reports it, and lets a login replace it', async (_what, change) => {
    const { store, userId, content, overwrite, tampered } = setUp();
    const item = saved(await store.change(userId, () => content()));
    await overwrite(change(item));

    expect(await store.find(userId)).toMatchObject({ kind: 'tampered' });
    expect(tampered).toEqual([expect.stringContaining(userId)]);
    await store.change(userId, () => content());
    expect(await store.find(userId)).toMatchObject({ kind: 'session' });
  });

  it("refuses another user's session under one's own key", async () => {
    const { store, userId, content, overwrite } = setUp();
    const other = setUp();
    const theirs = saved(await other.store.change(other.userId, () => other.content()));
    await store.change(userId, () => content());
    await overwrite({ ...theirs, account_id: accountId(userId) });

    expect(await store.find(userId)).toMatchObject({
      kind: 'tampered',
      problem: 'it belongs to another user',
    });
  });

  it('refuses a session that was revived after it had ended', async () => {
    const { store, userId, content, overwrite } = setUp();
    const ended = saved(await store.change(userId, () => content({ state: 'ended' })));
    await overwrite({ ...ended, state: 'active' });

    expect(await store.find(userId)).toMatchObject({ kind: 'tampered' });
  });

  it('notes the use of a session once a minute, and leaves the seal whole', async () => {
    const { store, userId, content } = setUp();
    const item = saved(await store.change(userId, () => content()));

    await store.touch(item, LOGIN_AT + 59_999);
    const early = sessionIn(await store.find(userId)).last_active_at;
    await store.touch(item, LOGIN_AT + 60_000);
    const late = sessionIn(await store.find(userId)).last_active_at;

    expect(Date.parse(early)).toBe(LOGIN_AT);
    expect(Date.parse(late)).toBe(LOGIN_AT + 60_000);
  });

  it('does not note the use of a session that was replaced meanwhile', async () => {
    const { store, userId, content } = setUp();
    const item = saved(await store.change(userId, () => content()));
    const replacedAt = new Date(LOGIN_AT + 1).toISOString();
    await store.change(userId, () => content({ session_id: OTHER_SESSION, last_active_at: replacedAt }));

    await store.touch(item, LOGIN_AT + 60_000);

    expect(sessionIn(await store.find(userId)).last_active_at).toBe(replacedAt);
  });
});

describe('the login as stages see it', () => {
  it('is there while it was not ended', async () => {
    const { store, tables, userId, content } = setUp();
    await store.change(userId, () => content());

    expect(await findActiveSession(tables, userId)).toEqual({
      userId,
      sessionId: SESSION,
      expiresAt: ENDS_AT,
    });
    await store.change(userId, () => content({ state: 'ended' }));
    expect(await findActiveSession(tables, userId)).toBeUndefined();
  });

  it('is over at its end, to the millisecond', async () => {
    const { store, tables, userId, content } = setUp();
    await store.change(userId, () => content());
    const { statusOf } = sessionChecks(tables);

    expect(await statusOf({ userId, sessionId: SESSION }, ENDS_AT - 1)).toBe('current');
    expect(await statusOf({ userId, sessionId: SESSION }, ENDS_AT)).toBe('expired');
  });
});

describe('what may be used once', () => {
  it('returns true for the first use only', async () => {
    const once = dynamoUsedOnce(aws.client, TEST_PREFIX);

    const uses = await Promise.all(Array.from({ length: 6 }, () => once.use('state#1', LOGIN_AT)));

    expect(uses.filter((first) => first)).toHaveLength(1);
    expect(await once.use('state#1', LOGIN_AT)).toBe(false);
    expect(await once.use('state#2', LOGIN_AT)).toBe(true);
  });

  it('is not refused to the first because the answer was lost and the SDK asked again', async () => {
    let asked = 0;
    const client = new DynamoDBClient({
      endpoint: aws.endpoint,
      region: 'ap-south-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    client.middlewareStack.add(
      (next) => async (args) => {
        asked += 1;
        const isFirst = asked === 1;
        const answer = await next(args);
        if (isFirst) throw Object.assign(new Error('connection reset'), { name: 'TimeoutError' });
        return answer;
      },
      // Within the SDK's own repetitions.
      { step: 'finalizeRequest', priority: 'low' },
    );
    const once = dynamoUsedOnce(client, TEST_PREFIX);

    expect(await once.use('state#4', LOGIN_AT)).toBe(true);
    expect(asked).toBe(2);
    expect(await once.use('state#4', LOGIN_AT)).toBe(false);
    client.destroy();
  });

  it('is remembered for longer than it could be asked for', async () => {
    await dynamoUsedOnce(aws.client, TEST_PREFIX).use('state#3', LOGIN_AT);

    const item = await dynamoTableReader(aws.client, TEST_PREFIX).get('used-once', { nonce: 'state#3' });
    expect(Number(item?.expires_at)).toBeGreaterThan(LOGIN_AT / 1_000);
  });
});
