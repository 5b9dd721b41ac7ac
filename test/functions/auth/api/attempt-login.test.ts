import { describe, expect, it } from 'vitest';
import { login } from '../../../../functions/auth/api/login.ts';
import { loginWithRequestToken } from '../../../../functions/auth/api/login-with-request-token.ts';
import { USER } from '../../../shared/auth/fixtures.ts';
import { type AuthUnderTest, authUnderTest, call, GOOD_TOKEN } from './services.ts';

const WRONG_TOKEN = 'wrong-broker-token-9f1a';
const HOME = '203.0.113.7';

const logIn = (auth: AuthUnderTest, token: string, sourceIp: string, userAgent?: string) =>
  call(login, auth, {
    sourceIp,
    userAgent,
    body: { provider: 'zerodha', broker_access_token: token },
  });

/** Strangers from as many addresses as it takes, until the first is turned away. */
const flood = async (auth: AuthUnderTest): Promise<number> => {
  for (let taken = 0; taken < 1_000; taken += 1) {
    const problem = await logIn(auth, WRONG_TOKEN, `198.51.100.${taken}`).then(
      () => 'let in',
      (thrown: { readonly problem?: string }) => thrown.problem,
    );
    if (problem === 'RATE_LIMITED') return taken;
    expect(problem).toBe('INVALID_CREDENTIALS');
  }
  throw new Error('nothing was turned away');
};

describe('logins of all addresses together', () => {
  it('reach Kite thirty times a minute, however many addresses strangers have', async () => {
    const auth = authUnderTest();

    expect(await flood(auth)).toBe(30);
    expect(auth.kite.asked).toHaveLength(30);
    auth.clock.advance(60_000);
    expect(await flood(auth)).toBe(30);
  });

  it('from a known address are accepted while unknown callers flood', async () => {
    const auth = authUnderTest();
    await logIn(auth, GOOD_TOKEN, HOME);
    await flood(auth);

    await expect(logIn(auth, GOOD_TOKEN, HOME)).resolves.toMatchObject({ status: 200 });
    await expect(logIn(auth, GOOD_TOKEN, '203.0.113.8')).rejects.toMatchObject({ problem: 'RATE_LIMITED' });
  });

  it('of an address that is known are bounded as well', async () => {
    const auth = authUnderTest();
    await logIn(auth, GOOD_TOKEN, HOME);

    for (let taken = 0; taken < 60; taken += 1) await logIn(auth, GOOD_TOKEN, HOME);

    await expect(logIn(auth, GOOD_TOKEN, HOME)).rejects.toMatchObject({ problem: 'RATE_LIMITED' });
  });

  it('do not make an address known that was refused, and forget one after ninety days', async () => {
    const auth = authUnderTest();
    await logIn(auth, WRONG_TOKEN, HOME).catch(() => undefined);
    await flood(auth);
    await expect(logIn(auth, GOOD_TOKEN, HOME)).rejects.toMatchObject({ problem: 'RATE_LIMITED' });

    auth.clock.advance(60_000);
    await logIn(auth, GOOD_TOKEN, HOME);
    auth.clock.advance(90 * 24 * 60 * 60_000);
    await flood(auth);
    await expect(logIn(auth, GOOD_TOKEN, HOME)).rejects.toMatchObject({ problem: 'RATE_LIMITED' });
  });

  it('count an address that cannot be hashed as unknown', async () => {
    const auth = authUnderTest();
    const blind = { ...auth, services: { ...auth.services, hashAddress: async () => undefined } };
    await logIn(blind, GOOD_TOKEN, HOME);
    await flood(blind);

    await expect(logIn(blind, GOOD_TOKEN, HOME)).rejects.toMatchObject({ problem: 'RATE_LIMITED' });
  });
});

describe('the audit events of logins', () => {
  it('names the hash of the address and the program', async () => {
    const auth = authUnderTest();

    await logIn(auth, GOOD_TOKEN, HOME, 'cli/1.0');

    expect(auth.published()).toMatchObject([
      {
        data: {
          action: 'session_started',
          actor: { user_id: USER, address_hash: expect.stringMatching(/^k1\./), user_agent: 'cli/1.0' },
        },
      },
    ]);
    expect(auth.done).toEqual(['session_started']);
  });

  it('is each refusal, with where it came from and nothing of the token', async () => {
    const auth = authUnderTest();

    await logIn(auth, WRONG_TOKEN, HOME).catch(() => undefined);
    await call(loginWithRequestToken, auth, {
      body: { request_token: 'requesttoken1', state: 'not-ours', code_verifier: 'a'.repeat(43) },
    }).catch(() => undefined);

    expect(auth.published()).toMatchObject([
      {
        data: {
          action: 'login_refused',
          subject: 'unknown',
          actor: { user_id: 'unknown', address_hash: expect.stringMatching(/^k1\./) },
          reason: 'login by external_token: INVALID_CREDENTIALS',
        },
      },
      { data: { action: 'login_refused', reason: 'login by request_token: INVALID_STATE' } },
    ]);
    expect(JSON.stringify(auth.published())).not.toContain(WRONG_TOKEN);
    expect(auth.done).toEqual([]);
  });

  it('is not what a limit has turned away: a flood would be the trail', async () => {
    const auth = authUnderTest();
    await flood(auth);
    const told = auth.published().length;

    await logIn(auth, WRONG_TOKEN, HOME).catch(() => undefined);

    expect(auth.published()).toHaveLength(told);
  });
});

describe('a session that something else has changed', () => {
  it('is told when a login replaces it', async () => {
    const auth = authUnderTest();
    auth.sessions.items.set(USER, { kind: 'tampered', problem: 'its seal is invalid', version: 3 });

    await logIn(auth, GOOD_TOKEN, HOME);

    expect(auth.published()).toMatchObject([
      { data: { action: 'session_tampered', subject: USER, reason: 'its seal is invalid' } },
      { data: { action: 'session_started' } },
    ]);
  });
});
