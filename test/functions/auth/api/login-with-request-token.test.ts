import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { getLoginUrl } from '../../../../functions/auth/api/get-login-url.ts';
import { loginWithRequestToken } from '../../../../functions/auth/api/login-with-request-token.ts';
import { ProblemError } from '../../../../shared/ports/problems.ts';
import { USER } from '../../../shared/auth/fixtures.ts';
import { type AuthUnderTest, authUnderTest, call } from './services.ts';

const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

const begin = async (auth: AuthUnderTest, verifier = VERIFIER): Promise<string> => {
  const { body } = await call(getLoginUrl, auth, { query: { code_challenge: challengeOf(verifier) } });
  return String(body.state);
};

const finish = (auth: AuthUnderTest, state: string, changes: Readonly<Record<string, unknown>> = {}) =>
  call(loginWithRequestToken, auth, {
    body: { request_token: 'requesttoken1', state, code_verifier: VERIFIER, ...changes },
  });

describe('the address of the login page', () => {
  it('carries a state that lives for ten minutes', async () => {
    const auth = authUnderTest();

    const { body } = await call(getLoginUrl, auth, { query: { code_challenge: challengeOf(VERIFIER) } });

    expect(body.url).toContain(`state%3D${body.state}`);
    expect(Date.parse(String(body.expires_at)) - auth.clock.now()).toBe(600_000);
    expect(await auth.services.tokens.verifyState(String(body.state))).toMatchObject({
      codeChallenge: challengeOf(VERIFIER),
    });
  });

  it.each([
    {},
    { code_challenge: 'short' },
    { code_challenge: 'x'.repeat(44) },
    { code_challenge: `${'x'.repeat(42)}/` },
  ])('is not given for %j', async (query) => {
    await expect(call(getLoginUrl, authUnderTest(), { query })).rejects.toMatchObject({
      problem: 'INVALID_REQUEST',
    });
  });
});

describe('a login with a request token', () => {
  it('ends in a session like any other', async () => {
    const auth = authUnderTest();

    const { body } = await finish(auth, await begin(auth));

    expect(body).toMatchObject({ success: true, user_id: USER });
    expect(auth.sessions.of(USER)).toMatchObject({
      login_method: 'request_token',
      session_id: body.session_id,
    });
  });

  it('cannot be finished by who has not begun it', async () => {
    const auth = authUnderTest();
    const state = await begin(auth);

    await expect(finish(auth, state, { code_verifier: VERIFIER.replace('d', 'e') })).rejects.toMatchObject({
      problem: 'INVALID_STATE',
    });
    expect(auth.kite.asked).toEqual([]);
    await expect(finish(auth, state)).resolves.toMatchObject({ status: 200 });
  });

  it('works once with a state, even when Kite has refused', async () => {
    const auth = authUnderTest();
    const state = await begin(auth);
    auth.kite.fails = new ProblemError('ZERODHA_UNAVAILABLE', 'no answer');
    await finish(auth, state).catch(() => undefined);
    auth.kite.fails = undefined;

    await expect(finish(auth, state)).rejects.toMatchObject({ problem: 'STATE_ALREADY_USED' });
    expect(auth.kite.asked).toHaveLength(1);
  });

  it('is exchanged once, of all who come with one state at the same time', async () => {
    const auth = authUnderTest();
    const state = await begin(auth);

    const results = await Promise.allSettled(Array.from({ length: 5 }, () => finish(auth, state)));

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(auth.kite.asked.filter((what) => what.startsWith('exchange'))).toHaveLength(1);
  });

  it('does not take a state that is too old', async () => {
    const auth = authUnderTest();
    const state = await begin(auth);
    auth.clock.advance(600_000);

    await expect(finish(auth, state)).rejects.toMatchObject({ problem: 'INVALID_STATE' });
  });

  it('does not take our own access token, or an invented one, for a state', async () => {
    const auth = authUnderTest();
    const { body } = await finish(auth, await begin(auth));

    await expect(finish(auth, String(body.access_token))).rejects.toMatchObject({ problem: 'INVALID_STATE' });
    await expect(finish(auth, 'a.b.c')).rejects.toMatchObject({ problem: 'INVALID_STATE' });
  });

  it('says so when Kite does not take the request token', async () => {
    const auth = authUnderTest();

    await expect(finish(auth, await begin(auth), { request_token: 'othertoken' })).rejects.toMatchObject({
      problem: 'INVALID_CREDENTIALS',
    });
  });

  it.each([
    { request_token: 'a b c d e f' },
    { request_token: '' },
    { state: 'x'.repeat(4_097) },
    { code_verifier: 'short' },
    { more: 1 },
  ])('refuses %j', async (changes) => {
    const auth = authUnderTest();

    await expect(finish(auth, await begin(auth), changes)).rejects.toMatchObject({
      problem: 'INVALID_REQUEST',
    });
  });
});
