import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandUnderTest, TOKEN } from '../support/command-under-test.ts';
import { readiness } from '../support/readiness.ts';

const OURS = 'our.own.token';

const LOGGED_IN = {
  success: true,
  message: 'Logged in as Asha.',
  user_id: 'DEMO01',
  session_id: '850f9306-798f-4a2e-917c-04556bea54c8',
  access_token: OURS,
  expires_at: '2026-03-03T00:30:00.000Z',
};

const AUTHENTICATED = {
  state: 'authenticated',
  user_id: 'DEMO01',
  expires_at: '2026-03-03T00:30:00.000Z',
};

describe('cli login', () => {
  it("hands Zerodha's token on, keeps ours, and prints neither", async () => {
    const { api, sessions, folder, run } = await commandUnderTest(
      { 'POST /auth/login': { body: LOGGED_IN } },
      false,
    );

    const { exitCode, out, err } = await run(['login'], 'demo-access-token\n');

    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toBe(`Logged in as Asha. At ${api.address}, until 2026-03-03 06:00:00 IST.\n`);
    expect(api.received[0]?.body).toEqual({ provider: 'zerodha', broker_access_token: 'demo-access-token' });
    expect(sessions.find(api.address)?.access_token).toBe(OURS);
    expect(readFileSync(join(folder, 'sessions.json'), 'utf8')).not.toContain('demo-access-token');
  });

  it('does not send the token of the login before', async () => {
    const { api, run } = await commandUnderTest({ 'POST /auth/login': { body: LOGGED_IN } });

    await run(['login'], 'demo-access-token\n');

    expect(api.received[0]?.headers.authorization).toBeUndefined();
  });

  it('leaves the token out of JSON', async () => {
    const { run } = await commandUnderTest({ 'POST /auth/login': { body: LOGGED_IN } }, false);

    const { out } = await run(['login', '--json'], 'demo-access-token');

    const { access_token: _, ...rest } = LOGGED_IN;
    expect(JSON.parse(out)).toEqual(rest);
  });

  it('prints the token alone where it was asked for', async () => {
    const { run } = await commandUnderTest({ 'POST /auth/login': { body: LOGGED_IN } }, false);

    const { out, err } = await run(['login', '--print-token'], 'demo-access-token');

    expect(out).toBe(`${OURS}\n`);
    expect(err).toContain('Logged in as Asha.');
  });

  it('refuses a token as an argument', async () => {
    const { api, run } = await commandUnderTest({}, false);

    const { exitCode } = await run(['login', 'demo-access-token']);

    expect([exitCode, api.received]).toEqual([2, []]);
  });

  it('keeps the login before where this one is refused', async () => {
    const { api, sessions, run } = await commandUnderTest({
      'POST /auth/login': { status: 401, body: { code: 'INVALID_CREDENTIALS', detail: 'no' } },
    });

    const { exitCode } = await run(['login'], 'demo-expired-token');

    expect(exitCode).toBe(3);
    expect(sessions.find(api.address)?.access_token).toBe(TOKEN);
  });

  it('says where to log in by browser', async () => {
    const { api, run } = await commandUnderTest({}, false);

    const { out } = await run(['login', '--browser']);

    expect(out).toBe(`${api.address}/login\n`);
  });

  it('keeps a token that the browser was given, once the API knows it', async () => {
    const { api, sessions, run } = await commandUnderTest(
      { 'GET /auth/status': { body: AUTHENTICATED } },
      false,
    );

    const { exitCode, out } = await run(['login', '--token-stdin'], `${OURS}\n`);

    expect(exitCode).toBe(0);
    expect(out).toContain('Logged in as DEMO01.');
    expect(api.received[0]?.headers.authorization).toBe(`Bearer ${OURS}`);
    expect(sessions.find(api.address)).toEqual({
      access_token: OURS,
      user_id: 'DEMO01',
      expires_at: AUTHENTICATED.expires_at,
    });
  });

  it('keeps no token that is not good', async () => {
    const { api, sessions, run } = await commandUnderTest(
      { 'GET /auth/status': { body: { state: 'expired', reason: 'token_expired' } } },
      false,
    );

    const { exitCode, err } = await run(['login', '--token-stdin'], OURS);

    expect([exitCode, sessions.find(api.address)]).toEqual([3, undefined]);
    expect(err).toContain('token_expired');
  });

  it('sends no text that cannot be a token', async () => {
    const { api, run } = await commandUnderTest({}, false);

    const { exitCode, err } = await run(['login', '--token-stdin'], 'demo-access-token');

    expect([exitCode, api.received]).toEqual([2, []]);
    expect(err).not.toContain('demo-access-token');
  });
});

describe('cli logout', () => {
  const ANSWER = {
    success: true,
    message: 'Logged out.',
    user_id: 'DEMO01',
    session_id: LOGGED_IN.session_id,
    at_broker: 'not_asked',
  };

  it('ends the session and forgets its token', async () => {
    const { api, sessions, run } = await commandUnderTest({ 'POST /auth/logout': { body: ANSWER } });

    const { exitCode, out } = await run(['logout']);

    expect([exitCode, out]).toEqual([0, 'Logged out.\n']);
    expect(api.received[0]?.body).toEqual({ at_broker: false });
    expect(sessions.find(api.address)).toBeUndefined();
  });

  it("ends Zerodha's token too where that was asked for", async () => {
    const { api, run } = await commandUnderTest({ 'POST /auth/logout': { body: ANSWER } });

    await run(['logout', '--at-zerodha']);

    expect(api.received[0]?.body).toEqual({ at_broker: true });
  });

  it('forgets a token whose session has ended already', async () => {
    const { api, sessions, run } = await commandUnderTest({
      'POST /auth/logout': { status: 403, body: { message: 'Forbidden' } },
    });

    const { exitCode } = await run(['logout']);

    expect([exitCode, sessions.find(api.address)]).toEqual([0, undefined]);
  });

  it('succeeds without a session', async () => {
    const { run } = await commandUnderTest({}, false);

    expect(await run(['logout'])).toEqual({ exitCode: 0, out: 'You were not logged in.\n', err: '' });
  });

  it('keeps the token where the API failed, for the session goes on', async () => {
    const { api, sessions, run } = await commandUnderTest({
      'POST /auth/logout': { status: 503, body: { code: 'UNAVAILABLE', detail: 'again' } },
    });

    const { exitCode } = await run(['logout']);

    expect([exitCode, sessions.find(api.address)?.access_token]).toEqual([4, TOKEN]);
  });
});

describe('cli status', () => {
  it('says who is logged in and how long', async () => {
    const { run } = await commandUnderTest({
      'GET /auth/status': {
        body: { ...AUTHENTICATED, user_name: 'Asha Demo', seconds_left: 3_700, verified: true },
      },
    });

    const { exitCode, out } = await run(['status', '--verify']);

    expect(exitCode).toBe(0);
    expect(out).toContain('user     DEMO01 (Asha Demo)');
    expect(out).toContain('until    2026-03-03 06:00:00 IST, in 1 h 1 min');
    expect(out).toContain('Zerodha  accepts the token');
  });

  it.each([200, 503])('prints the market feed in a line, with the readiness status %i', async (status) => {
    const { run } = await commandUnderTest({
      'GET /auth/status': { body: AUTHENTICATED },
      'GET /health/ready': { status, body: readiness(status === 200) },
    });

    const { exitCode, out } = await run(['status']);

    expect(exitCode).toBe(0);
    expect(out).toContain(
      'market feed  live on relay, 50 instruments, newest tick at 2026-03-02 09:15:41 IST\n',
    );
  });

  it('exits with 3 without a session', async () => {
    const { run } = await commandUnderTest(
      { 'GET /auth/status': { body: { state: 'unauthenticated', reason: 'no_token' } } },
      false,
    );

    const { exitCode, out } = await run(['status']);

    expect(exitCode).toBe(3);
    expect(out).toContain('unauthenticated (no_token)');
  });
});
