import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { login } from '../../../../functions/auth/api/login.ts';
import { ProblemError } from '../../../../shared/ports/problems.ts';
import { ENDS_AT, USER } from '../../../shared/auth/fixtures.ts';
import { type AuthUnderTest, authUnderTest, call, GOOD_TOKEN, STRANGER, STRANGER_TOKEN } from './services.ts';

const withToken = (token: string) => ({ body: { provider: 'zerodha', broker_access_token: token } });

const logIn = (auth: AuthUnderTest, token = GOOD_TOKEN) => call(login, auth, withToken(token));

describe('login', () => {
  it('answers who has logged in, until when, and our token', async () => {
    const auth = authUnderTest();

    const { status, body } = await logIn(auth);

    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual([
      'access_token',
      'expires_at',
      'message',
      'session_id',
      'success',
      'user_id',
    ]);
    expect(body).toMatchObject({
      success: true,
      message: 'Logged in as Asha.',
      user_id: USER,
      expires_at: new Date(ENDS_AT).toISOString(),
    });
    expect(await auth.services.tokens.verifyAccess(String(body.access_token))).toEqual({
      userId: USER,
      sessionId: body.session_id,
      expiresAt: ENDS_AT,
    });
  });

  it("saves the session with the broker's token encrypted, bound to it", async () => {
    const auth = authUnderTest();

    await logIn(auth);

    const session = auth.sessions.of(USER);
    expect(session).toMatchObject({
      state: 'active',
      login_method: 'external_token',
      email: 'asha@example.invalid',
      user_name: 'Asha Rao',
    });
    expect(JSON.stringify(session)).not.toContain(GOOD_TOKEN);
    if (session.broker_token === undefined) throw new Error('there is no token');
    expect(await auth.services.brokerTokens.open(session.broker_token, session)).toBe(GOOD_TOKEN);
  });

  it('replaces the previous login, and records it in the trail', async () => {
    const auth = authUnderTest();
    const first = await logIn(auth);

    const second = await logIn(auth);

    expect(auth.sessions.of(USER).session_id).toBe(second.body.session_id);
    expect(auth.published()).toMatchObject([
      { data: { action: 'session_started', actor: { session_id: first.body.session_id } } },
      {
        data: {
          action: 'session_started',
          subject: USER,
          changes: expect.arrayContaining([
            {
              field: 'session_id',
              before: JSON.stringify(first.body.session_id),
              after: JSON.stringify(second.body.session_id),
            },
          ]),
        },
      },
    ]);
  });

  it('refuses a user who is not on the list, saves nothing, and publishes login_refused', async () => {
    const auth = authUnderTest();

    await expect(logIn(auth, STRANGER_TOKEN)).rejects.toMatchObject({ problem: 'USER_NOT_ALLOWED' });

    expect(auth.sessions.items.size).toBe(0);
    expect(auth.published()).toMatchObject([{ data: { action: 'login_refused', subject: STRANGER } }]);
    expect(JSON.stringify(auth.kafka.records)).not.toContain(STRANGER_TOKEN);
  });

  it('refuses every user if the list is empty, without a request to Kite', async () => {
    const auth = authUnderTest();
    const nobody = { ...auth, services: { ...auth.services, allowedUsers: [] } };

    await expect(logIn(nobody)).rejects.toMatchObject({ problem: 'NOT_CONFIGURED' });
    expect(auth.kite.asked).toEqual([]);
  });

  it('says so when Kite does not take the token, and when it cannot be asked', async () => {
    const auth = authUnderTest();

    await expect(logIn(auth, 'some-other-token')).rejects.toMatchObject({ problem: 'INVALID_CREDENTIALS' });
    auth.kite.fails = new ProblemError('ZERODHA_UNAVAILABLE', 'no answer');
    await expect(logIn(auth)).rejects.toMatchObject({ problem: 'ZERODHA_UNAVAILABLE' });
    expect(auth.sessions.items.size).toBe(0);
  });

  it('works while Kafka is down, and the trail is made up for at the next login', async () => {
    const auth = authUnderTest();
    auth.kafka.isDown = true;

    const first = await logIn(auth);
    expect(auth.sessions.of(USER).pending_events).toHaveLength(1);
    auth.kafka.isDown = false;
    const second = await logIn(auth);

    expect(auth.sessions.of(USER).pending_events).toEqual([]);
    expect(auth.published()).toMatchObject([
      { data: { actor: { session_id: first.body.session_id } } },
      { data: { actor: { session_id: second.body.session_id } } },
    ]);
  });

  it('logs a refusal whole while Kafka is down: it has nowhere to wait', async () => {
    const auth = authUnderTest();
    auth.kafka.isDown = true;

    await logIn(auth, STRANGER_TOKEN).catch(() => undefined);

    expect(auth.reports).toMatchObject([{ lost: { data: { action: 'login_refused', subject: STRANGER } } }]);
    expect(JSON.stringify(auth.reports)).not.toContain(STRANGER_TOKEN);
  });

  it('lets in even where the trail that waits fills the item: the event is left to the log', async () => {
    const auth = authUnderTest();
    auth.kafka.isDown = true;
    for (let times = 0; times < 100; times += 1) {
      await logIn(auth);
      auth.clock.advance(2_000);
    }

    const { body } = await logIn(auth);

    expect(auth.sessions.of(USER)).toMatchObject({ session_id: body.session_id, state: 'active' });
    expect(auth.sessions.of(USER).pending_events).toHaveLength(100);
    expect(auth.reports.filter(({ lost }) => lost !== undefined)).toMatchObject([
      { lost: { data: { action: 'session_started', actor: { session_id: body.session_id } } } },
    ]);
  });

  it.each([
    ['no body', undefined],
    ['another provider', { provider: 'other', broker_access_token: GOOD_TOKEN }],
    ['an unknown field', { provider: 'zerodha', broker_access_token: GOOD_TOKEN, user_id: USER }],
    ['no token', { provider: 'zerodha' }],
    ['a short token', { provider: 'zerodha', broker_access_token: 'short' }],
    ['a token with a line break', { provider: 'zerodha', broker_access_token: 'x-token\r\nx-y: 1' }],
    ['a token that is a list', { provider: 'zerodha', broker_access_token: [GOOD_TOKEN] }],
  ])('refuses %s without asking Kite', async (_what, body) => {
    const auth = authUnderTest();

    await expect(call(login, auth, { body })).rejects.toMatchObject({ problem: 'INVALID_REQUEST' });
    expect(auth.kite.asked).toEqual([]);
  });

  it('never returns the content of a refused body', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 12 }), async (secret) => {
        fc.pre(!/^[\x21-\x7e]{8,512}$/.test(secret) && secret.trim().length > 11);
        const thrown: unknown = await call(login, authUnderTest(), withToken(secret)).catch(
          (e: unknown) => e,
        );
        expect(thrown).toBeInstanceOf(ProblemError);
        expect(thrown instanceof ProblemError && thrown.message).not.toContain(secret);
      }),
      { numRuns: 30 },
    );
  });
});
