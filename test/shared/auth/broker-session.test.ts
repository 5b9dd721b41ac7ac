import { describe, expect, it } from 'vitest';
import { brokerSession } from '../../../shared/auth/broker-session.ts';
import { accountId } from '../../../shared/auth/current-session.ts';
import type { SessionContent, SessionItem } from '../../../shared/auth/session-item.ts';
import { sealSession } from '../../../shared/auth/session-seal.ts';
import { tokenCipher } from '../../../shared/auth/token-cipher.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { ENDS_AT, keysUnderTest, LOGIN_AT, MemoryKeys, SESSION, sessionContent, USER } from './fixtures.ts';

const TOKEN = 'broker-token-of-today';

/** A logged-in user, and what the table has of the session after `change`. */
const setUp = async (
  content: Partial<SessionContent> = {},
  change: (item: SessionItem) => Item | undefined = (item) => item,
) => {
  const { publicKeys, signing } = keysUnderTest();
  const keys = new MemoryKeys('s1');
  const clock = new ManualClock(LOGIN_AT);
  const binding = {
    account_id: accountId(USER),
    user_id: USER,
    session_id: SESSION,
    expires_at: new Date(ENDS_AT).toISOString(),
  };
  const broker_token = await tokenCipher(keys).seal(TOKEN, binding);
  const unsealed = { ...sessionContent({ broker_token, ...content }), version: 1 };
  const stored = change({ ...unsealed, seal: await sealSession(signing, unsealed) });
  const tables = { get: async () => stored };
  return { keys, clock, read: () => brokerSession({ tables, publicKeys, keys, userId: USER, clock }) };
};

describe('the session at the broker', () => {
  it('opens the token of a current session', async () => {
    const { read } = await setUp();

    expect(await read()).toEqual({
      kind: 'session',
      accessToken: TOKEN,
      sessionId: SESSION,
      expiresAt: ENDS_AT,
    });
  });

  it.each([
    ['no session', {}, () => undefined, 'AB1234 has not logged in'],
    ['an ended session', { state: 'ended' }, undefined, 'the session of AB1234 has ended'],
    ['a session without token', { broker_token: undefined }, undefined, 'the session of AB1234 has ended'],
    [
      'a session with a changed expiry',
      {},
      (item: SessionItem) => ({ ...item, expires_at: '2030-01-01T00:00:00.000Z' }),
      'the session of AB1234 is not valid: its seal is invalid',
    ],
    [
      'a session of another user',
      { user_id: 'ZZ9999' },
      undefined,
      'the session of AB1234 is not valid: it belongs to another user',
    ],
  ] as const)('says how to log in when it finds %s', async (_, content, change, problem) => {
    const { read } = await setUp(content, change);

    expect(await read()).toEqual({ kind: 'none', problem: `${problem}; log in: npm run cli -- login` });
  });

  it('gives the token until the moment of the expiry, and not at it', async () => {
    const { clock, read } = await setUp();

    clock.advance(ENDS_AT - LOGIN_AT - 1);
    expect((await read()).kind).toBe('session');
    clock.advance(1);

    expect(await read()).toEqual({
      kind: 'none',
      problem: 'the session of AB1234 expired at 2026-11-25T00:30:00.000Z; log in: npm run cli -- login',
    });
  });

  it('asks for a login when the key of the token is no longer in the ring', async () => {
    const { keys, read } = await setUp();
    keys.drop('s1');

    expect(await read()).toEqual({
      kind: 'none',
      problem: "the broker's token of AB1234 cannot be decrypted; log in: npm run cli -- login",
    });
  });

  it('passes on a failure to read a key, which a login does not repair', async () => {
    const { keys, read } = await setUp();
    const unreadable = new Error('cannot read secret');
    keys.find = () => Promise.reject(unreadable);

    await expect(read()).rejects.toBe(unreadable);
  });
});
