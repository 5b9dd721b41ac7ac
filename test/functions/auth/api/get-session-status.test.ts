import { describe, expect, it } from 'vitest';
import { getSessionStatus } from '../../../../functions/auth/api/get-session-status.ts';
import { login } from '../../../../functions/auth/api/login.ts';
import { logout } from '../../../../functions/auth/api/logout.ts';
import { TransientError } from '../../../../shared/errors.ts';
import { ProblemError } from '../../../../shared/ports/problems.ts';
import { ENDS_AT, LOGIN_AT, OTHER_SESSION, TOKEN_ID, USER } from '../../../shared/auth/fixtures.ts';
import { type AuthUnderTest, authUnderTest, call, GOOD_TOKEN, STRANGER } from './services.ts';

const loggedIn = async (): Promise<{ readonly auth: AuthUnderTest; readonly bearer: string }> => {
  const auth = authUnderTest();
  const { body } = await call(login, auth, {
    body: { provider: 'zerodha', broker_access_token: GOOD_TOKEN },
  });
  return { auth, bearer: String(body.access_token) };
};

const verify = { query: { verify: 'true' } };

describe('the status of a login', () => {
  it('is authenticated with the time left', async () => {
    const { auth, bearer } = await loggedIn();
    auth.clock.advance(1_500);

    const { status, body } = await call(getSessionStatus, auth, { bearer });

    expect(status).toBe(200);
    expect(body).toEqual({
      state: 'authenticated',
      user_id: USER,
      user_name: 'Asha Rao',
      session_id: auth.sessions.of(USER).session_id,
      method: 'stored_session',
      login_method: 'external_token',
      logged_in_at: new Date(LOGIN_AT).toISOString(),
      expires_at: new Date(ENDS_AT).toISOString(),
      seconds_left: (ENDS_AT - LOGIN_AT) / 1_000 - 2,
    });
  });

  it.each([
    ['no token', undefined, { state: 'unauthenticated', reason: 'no_token' }],
    ['a malformed token', 'abc', { state: 'unauthenticated', reason: 'token_invalid' }],
  ])('says so to %s', async (_what, bearer, expected) => {
    expect(
      (await call(getSessionStatus, authUnderTest(), bearer === undefined ? {} : { bearer })).body,
    ).toEqual(expected);
  });

  it('is expired at six in the morning', async () => {
    const { auth, bearer } = await loggedIn();
    auth.clock.advance(ENDS_AT - LOGIN_AT);

    expect((await call(getSessionStatus, auth, { bearer })).body).toEqual({
      state: 'expired',
      reason: 'token_expired',
    });
  });

  it('is unauthenticated after logout', async () => {
    const { auth, bearer } = await loggedIn();
    await call(logout, auth, {
      caller: { ...(await auth.services.tokens.verifyAccess(bearer)), role: 'owner' },
    });

    expect((await call(getSessionStatus, auth, { bearer })).body).toMatchObject({
      state: 'unauthenticated',
      reason: 'session_ended',
    });
  });

  it('is unauthenticated after another login has replaced it', async () => {
    const { auth, bearer } = await loggedIn();
    await call(login, auth, { body: { provider: 'zerodha', broker_access_token: GOOD_TOKEN } });

    expect((await call(getSessionStatus, auth, { bearer })).body).toMatchObject({
      state: 'unauthenticated',
      reason: 'session_replaced',
    });
  });

  it('returns error for a tampered session', async () => {
    const { auth, bearer } = await loggedIn();
    auth.sessions.items.set(USER, { kind: 'tampered', problem: 'its seal is invalid', version: 1 });

    expect((await call(getSessionStatus, auth, { bearer })).body).toEqual({
      state: 'error',
      reason: 'session_tampered',
    });
  });

  it('is unauthenticated without a session, and for users who are not on the list', async () => {
    const auth = authUnderTest();
    const tokenOf = (userId: string) =>
      auth.services.tokens.issueAccess({ userId, sessionId: OTHER_SESSION, expiresAt: ENDS_AT }, TOKEN_ID);
    const reasonOf = async (userId: string) =>
      (await call(getSessionStatus, auth, { bearer: await tokenOf(userId) })).body.reason;

    expect([await reasonOf(USER), await reasonOf(STRANGER)]).toEqual([
      'session_not_found',
      'user_not_allowed',
    ]);
  });

  it('asks Kite when told to, and not otherwise', async () => {
    const { auth, bearer } = await loggedIn();
    auth.kite.asked.length = 0;

    await call(getSessionStatus, auth, { bearer, query: { verify: 'false' } });
    expect(auth.kite.asked).toEqual([]);
    const { body, text } = await call(getSessionStatus, auth, { bearer, ...verify });
    expect(auth.kite.asked).toEqual([`profile ${GOOD_TOKEN}`]);
    expect(body).toMatchObject({ state: 'authenticated', verified: true });
    expect(text).not.toContain(GOOD_TOKEN);
  });

  it('asks Kite so many times a minute and no more: its own limits are for the whole app', async () => {
    const { auth, bearer } = await loggedIn();
    for (let i = 0; i < 10; i += 1) await call(getSessionStatus, auth, { bearer, ...verify });
    auth.kite.asked.length = 0;

    await expect(call(getSessionStatus, auth, { bearer, ...verify })).rejects.toMatchObject({
      problem: 'RATE_LIMITED',
    });
    expect(auth.kite.asked).toEqual([]);
    expect((await call(getSessionStatus, auth, { bearer })).body).toMatchObject({ state: 'authenticated' });
  });

  it("is expired where Kite does not take the broker's token any more", async () => {
    const { auth, bearer } = await loggedIn();
    await auth.kite.invalidate(GOOD_TOKEN);

    expect((await call(getSessionStatus, auth, { bearer, ...verify })).body).toMatchObject({
      state: 'expired',
      reason: 'broker_token_refused',
      verified: false,
    });
  });

  it('is an error where Kite cannot be asked', async () => {
    const { auth, bearer } = await loggedIn();
    auth.kite.fails = new ProblemError('ZERODHA_UNAVAILABLE', 'no answer');

    expect((await call(getSessionStatus, auth, { bearer, ...verify })).body).toMatchObject({
      state: 'error',
      reason: 'broker_unavailable',
    });
  });

  it("is an error where the broker's token cannot be decrypted any more", async () => {
    const { auth, bearer } = await loggedIn();
    const session = auth.sessions.of(USER);
    const other = { ...session, broker_token: { key_id: 'k7', sealed: 'AAAA' } };
    auth.sessions.items.set(USER, { kind: 'session', session: other });

    expect((await call(getSessionStatus, auth, { bearer, ...verify })).body).toMatchObject({
      state: 'error',
      reason: 'broker_token_unreadable',
    });
  });

  it('publishes pending events', async () => {
    const auth = authUnderTest();
    auth.kafka.isDown = true;
    const { body } = await call(login, auth, {
      body: { provider: 'zerodha', broker_access_token: GOOD_TOKEN },
    });
    auth.kafka.isDown = false;

    await call(getSessionStatus, auth, { bearer: String(body.access_token) });

    expect(auth.published()).toHaveLength(1);
    expect(auth.sessions.of(USER).pending_events).toEqual([]);
  });

  it('is not told while the table cannot be read', async () => {
    const { auth, bearer } = await loggedIn();
    auth.sessions.find = () => Promise.reject(new TransientError('DYNAMODB_FAILED', 'no answer'));

    await expect(call(getSessionStatus, auth, { bearer })).rejects.toThrow(TransientError);
  });

  it('takes no other query', async () => {
    await expect(call(getSessionStatus, authUnderTest(), { query: { verify: 'yes' } })).rejects.toMatchObject(
      { problem: 'INVALID_REQUEST' },
    );
  });
});
