import { describe, expect, it } from 'vitest';
import { login } from '../../../../functions/auth/api/login.ts';
import { logout } from '../../../../functions/auth/api/logout.ts';
import type { Caller } from '../../../../shared/http/request.ts';
import { ProblemError } from '../../../../shared/ports/problems.ts';
import { USER } from '../../../shared/auth/fixtures.ts';
import { type AuthUnderTest, authUnderTest, call, GOOD_TOKEN } from './services.ts';

const loggedIn = async (): Promise<{ readonly auth: AuthUnderTest; readonly caller: Caller }> => {
  const auth = authUnderTest();
  const { body } = await call(login, auth, {
    body: { provider: 'zerodha', broker_access_token: GOOD_TOKEN },
  });
  const { userId, sessionId } = await auth.services.tokens.verifyAccess(String(body.access_token));
  auth.kite.asked.length = 0;
  return { auth, caller: { userId, sessionId, role: 'owner' } };
};

describe('logout', () => {
  it("ends the session and forgets the broker's token", async () => {
    const { auth, caller } = await loggedIn();

    const { body } = await call(logout, auth, { caller });

    expect(body).toMatchObject({ success: true, session_id: caller.sessionId, at_broker: 'not_asked' });
    expect(auth.sessions.of(USER)).toMatchObject({ state: 'ended' });
    expect(auth.sessions.of(USER)).not.toHaveProperty('broker_token');
    expect(auth.kite.asked).toEqual([]);
    expect(auth.published().at(-1)).toMatchObject({
      data: { action: 'session_ended', subject: USER, actor: { session_id: caller.sessionId } },
    });
  });

  it('ends the token at Kite when asked to', async () => {
    const { auth, caller } = await loggedIn();

    const { body } = await call(logout, auth, { caller, body: { at_broker: true } });

    expect(body.at_broker).toBe('invalidated');
    expect(auth.kite.asked).toEqual([`invalidate ${GOOD_TOKEN}`]);
  });

  it('ends the session here even where Kite does not answer, and says so', async () => {
    const { auth, caller } = await loggedIn();
    auth.kite.fails = new ProblemError('ZERODHA_UNAVAILABLE', 'no answer');

    const { status, body } = await call(logout, auth, { caller, body: { at_broker: true } });

    expect([status, body.at_broker]).toEqual([200, 'failed']);
    expect(auth.sessions.of(USER).state).toBe('ended');
  });

  it('works once', async () => {
    const { auth, caller } = await loggedIn();
    await call(logout, auth, { caller });

    await expect(call(logout, auth, { caller })).rejects.toMatchObject({ problem: 'SESSION_NOT_FOUND' });
  });

  it('leaves a session alone that has replaced this one', async () => {
    const { auth, caller } = await loggedIn();
    await call(login, auth, { body: { provider: 'zerodha', broker_access_token: GOOD_TOKEN } });

    await expect(call(logout, auth, { caller })).rejects.toMatchObject({ problem: 'SESSION_NOT_FOUND' });
    expect(auth.sessions.of(USER).state).toBe('active');
  });

  it('ends the session while Kafka is down, and keeps the event pending', async () => {
    const { auth, caller } = await loggedIn();
    auth.kafka.isDown = true;

    await call(logout, auth, { caller });

    expect(auth.sessions.of(USER)).toMatchObject({ state: 'ended', pending_events: [expect.any(String)] });
  });

  it('works where the trail that waits fills the item: the event is left to the log', async () => {
    const { auth, caller } = await loggedIn();
    const full = { ...auth.sessions.of(USER), pending_events: Array.from({ length: 100 }, () => 'an event') };
    auth.sessions.items.set(USER, { kind: 'session', session: full });
    auth.kafka.isDown = true;

    await call(logout, auth, { caller });

    expect(auth.sessions.of(USER)).toMatchObject({ state: 'ended', pending_events: full.pending_events });
    expect(auth.reports.at(-1)).toMatchObject({ lost: { data: { action: 'session_ended' } } });
  });

  it('is not rate limited by another holder of the token', () => {
    expect(logout.neverLimited).toBe(true);
  });

  it('requires a login', async () => {
    await expect(call(logout, authUnderTest())).rejects.toMatchObject({ problem: 'UNAUTHENTICATED' });
  });

  it('refuses other fields', async () => {
    const { auth, caller } = await loggedIn();

    await expect(call(logout, auth, { caller, body: { everywhere: true } })).rejects.toMatchObject({
      problem: 'INVALID_REQUEST',
    });
  });
});
