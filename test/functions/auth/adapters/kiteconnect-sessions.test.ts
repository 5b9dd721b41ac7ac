import { createServer, type RequestListener, type Server } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { kiteconnectSessions } from '../../../../functions/auth/adapters/kiteconnect-sessions.ts';
import { DEMO_APP, DEMO_TOKENS } from '../../../../localstack/engines/kite/accounts.ts';
import { startKiteServer } from '../../../../localstack/engines/kite/kite-server.ts';
import { AlphaPandaError } from '../../../../shared/errors.ts';
import { kiteCredentials } from '../../../../shared/kite/credentials.ts';
import { ProblemError, problemOf } from '../../../../shared/ports/problems.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const CANARY = 'canary-access-token-7f3b';
const PROFILE = {
  user_id: 'AB1234',
  user_name: 'Asha Rao',
  user_shortname: 'Asha',
  email: 'asha@example.invalid',
  broker: 'ZERODHA',
};

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const sessionsAt = (apiUrl: string, timeoutMs = 2_000) =>
  kiteconnectSessions({
    credentials: kiteCredentials('zerodha', new ManualClock(), async () =>
      JSON.stringify({ api_key: DEMO_APP.apiKey, api_secret: DEMO_APP.apiSecret }),
    ),
    apiUrl,
    loginUrl: 'https://kite.zerodha.com',
    timeoutMs,
  });

const listening = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    });
  });

/** A Kite that answers as it is told. */
const answering = async (listener: RequestListener, timeoutMs?: number) => {
  const server = createServer(listener);
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return sessionsAt(await listening(server), timeoutMs);
};

const json =
  (status: number, body: unknown): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };

const text =
  (status: number, type: string, body: string): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  };

const error = (type: string) => ({
  status: 'error',
  message: `about ${CANARY}`,
  data: null,
  error_type: type,
});

const standIn = async () => {
  const kite = await startKiteServer({
    port: 0,
    stage: 'local',
    redirectUrl: 'http://localhost:3000/auth/zerodha/callback',
  });
  closing.push(() => kite.close());
  return { url: kite.url, sessions: sessionsAt(kite.url) };
};

const requestTokenOf = async (url: string): Promise<string> => {
  const response = await fetch(`${url}/connect/login?v=3&api_key=${DEMO_APP.apiKey}`, {
    method: 'POST',
    redirect: 'manual',
  });
  return new URL(response.headers.get('location') ?? '').searchParams.get('request_token') ?? '';
};

describe('logins through kiteconnect', () => {
  it('learn whose a token is', async () => {
    const { sessions } = await standIn();

    expect(await sessions.profile(DEMO_TOKENS.user)).toEqual({
      userId: 'DEMO01',
      userName: 'Asha Demo',
      userShortname: 'Asha',
      email: 'asha@demo.invalid',
    });
  });

  it('exchange a request token, which works once', async () => {
    const { url, sessions } = await standIn();
    const requestToken = await requestTokenOf(url);

    const accessToken = await sessions.exchange(requestToken);

    expect(await sessions.profile(accessToken)).toMatchObject({ userId: 'DEMO01' });
    await expect(sessions.exchange(requestToken)).rejects.toMatchObject({ problem: 'INVALID_CREDENTIALS' });
  });

  it('end a token', async () => {
    const { sessions } = await standIn();
    await sessions.invalidate(DEMO_TOKENS.user);

    await expect(sessions.profile(DEMO_TOKENS.user)).rejects.toMatchObject({
      problem: 'INVALID_CREDENTIALS',
    });
    await expect(sessions.invalidate(DEMO_TOKENS.user)).rejects.toMatchObject({
      problem: 'INVALID_CREDENTIALS',
    });
  });

  it("return the URL of the app's login page, with a state that Kite returns", async () => {
    const url = new URL(await sessionsAt('http://127.0.0.1:1').loginUrl('a.b-c_d'));

    expect(url.origin + url.pathname).toBe('https://kite.zerodha.com/connect/login');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      v: '3',
      api_key: DEMO_APP.apiKey,
      redirect_params: 'state=a.b-c_d',
    });
  });

  it.each<readonly [string, RequestListener, string]>([
    ['a token that is not taken', json(403, error('TokenException')), 'INVALID_CREDENTIALS'],
    ['too many requests', json(429, error('NetworkException')), 'ZERODHA_UNAVAILABLE'],
    ['a gateway without words', text(502, 'text/html', `<p>${CANARY}</p>`), 'ZERODHA_UNAVAILABLE'],
    ['a broken connection', (request) => request.destroy(), 'ZERODHA_UNAVAILABLE'],
    ['a wrong input', json(400, error('InputException')), 'ZERODHA_ERROR'],
    ['a failure of its own', json(500, error('GeneralException')), 'ZERODHA_ERROR'],
    ['an unknown error', json(400, error('NewException')), 'ZERODHA_ERROR'],
    ['an error with status 200', json(200, error('TokenException')), 'INVALID_CREDENTIALS'],
    ['a page with status 200', text(200, 'text/html', `<p>${CANARY}</p>`), 'ZERODHA_UNAVAILABLE'],
    ['a page with status 403', text(403, 'text/html', `<p>${CANARY}</p>`), 'ZERODHA_UNAVAILABLE'],
    ['a proxy that speaks JSON', json(403, { message: CANARY }), 'ZERODHA_UNAVAILABLE'],
    [
      'an error type that Kite did not send',
      json(403, { error_type: 'TokenException' }),
      'ZERODHA_UNAVAILABLE',
    ],
    ['invalid JSON', text(200, 'application/json', `{"data": ${CANARY}`), 'ZERODHA_UNAVAILABLE'],
    ['nothing', json(200, { status: 'success' }), 'ZERODHA_ERROR'],
    ['a list', json(200, { status: 'success', data: [PROFILE] }), 'ZERODHA_ERROR'],
    [
      'an invalid user id',
      json(200, { status: 'success', data: { ...PROFILE, user_id: 'a#b' } }),
      'ZERODHA_ERROR',
    ],
    [
      'a name without end',
      json(200, { status: 'success', data: { ...PROFILE, user_name: 'x'.repeat(300) } }),
      'ZERODHA_ERROR',
    ],
    ['an endless answer', text(200, 'application/json', `"${'x'.repeat(300_000)}"`), 'ZERODHA_UNAVAILABLE'],
  ])('meet %s with a problem that holds nothing of it', async (_what, listener, problem) => {
    const sessions = await answering(listener);

    const thrown: unknown = await sessions.profile(CANARY).catch((rejected: unknown) => rejected);

    expect(thrown).toBeInstanceOf(ProblemError);
    expect(thrown).toMatchObject({ problem });
    expect(inspect(thrown, { depth: 20, showHidden: true })).not.toContain(CANARY);
  });

  it('do not call a name that is not found an error of Kite', async () => {
    const sessions = sessionsAt('http://kite.invalid');

    await expect(sessions.profile(CANARY)).rejects.toMatchObject({ problem: 'ZERODHA_UNAVAILABLE' });
  });

  it.each<readonly [string, unknown]>([
    ['a TypeError', new TypeError(`${CANARY} is not a constructor`)],
    ['a text', CANARY],
    ['an object', { config: { headers: { authorization: CANARY } } }],
  ])('do not call %s of our own code an error of Kite', async (_what, ours) => {
    const sessions = kiteconnectSessions({
      credentials: () => Promise.reject(ours),
      apiUrl: 'http://127.0.0.1:1',
      loginUrl: 'https://kite.zerodha.com',
    });

    const thrown: unknown = await sessions.profile(CANARY).catch((rejected: unknown) => rejected);

    expect(thrown).toBeInstanceOf(AlphaPandaError);
    expect(thrown).toMatchObject({ code: 'KITE_CLIENT_FAILED', retry: 'never' });
    expect(problemOf(thrown).problem).toBe('INTERNAL_ERROR');
    expect(inspect(thrown, { depth: 20, showHidden: true })).not.toContain(CANARY);
  });

  it('time out if there is no answer', async () => {
    const sessions = await answering(() => undefined, 50);

    await expect(sessions.profile(CANARY)).rejects.toMatchObject({ problem: 'ZERODHA_UNAVAILABLE' });
  });

  it('time out if the answer comes byte by byte', async () => {
    const sessions = await answering((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(drip));
    }, 100);

    await expect(sessions.profile(CANARY)).rejects.toMatchObject({ problem: 'ZERODHA_UNAVAILABLE' });
  }, 3_000);

  it('take a token nowhere else', async () => {
    const seen: string[] = [];
    const elsewhere = createServer((request, response) => {
      seen.push(request.headers.authorization ?? '');
      response.end();
    });
    closing.push(() => new Promise((resolve) => elsewhere.close(() => resolve())));
    const location = `${await listening(elsewhere)}/`;
    const sessions = await answering((_request, response) => response.writeHead(302, { location }).end());

    await expect(sessions.profile(CANARY)).rejects.toBeInstanceOf(ProblemError);
    expect(seen).toEqual([]);
  });

  it('do not take an access token that could end a header', async () => {
    const sessions = await answering(
      json(200, { status: 'success', data: { ...PROFILE, access_token: 'a b\r\nc: d' } }),
    );

    await expect(sessions.exchange('requesttoken')).rejects.toMatchObject({ problem: 'ZERODHA_ERROR' });
  });

  it.each<readonly [string, string, object]>([
    [
      'is as the stack makes it',
      '{"api_key":"","api_secret":""}',
      {
        problem: 'NOT_CONFIGURED',
        message: expect.stringContaining('store its key and secret in the secret dev/zerodha'),
      },
    ],
    [
      'is half filled',
      '{"api_key":"abc","api_secret":""}',
      {
        code: 'SECRET_INVALID',
        message: expect.stringContaining('secret dev/zerodha must be JSON with "api_key" and "api_secret"'),
      },
    ],
    ['is filled with something else', '"abc"', { code: 'SECRET_INVALID' }],
  ])('say what to do where the secret %s', async (_what, text, expected) => {
    const sessions = kiteconnectSessions({
      credentials: kiteCredentials('dev/zerodha', new ManualClock(), async () => text),
      apiUrl: 'http://127.0.0.1:1',
      loginUrl: 'https://kite.zerodha.com',
    });

    await expect(sessions.profile(CANARY)).rejects.toMatchObject(expected);
    await expect(sessions.loginUrl('state')).rejects.toMatchObject(expected);
  });

  it('take the credentials up seconds after they were filled in', async () => {
    const clock = new ManualClock();
    const secret = { text: '{"api_key":"","api_secret":""}' };
    const credentials = kiteCredentials('dev/zerodha', clock, async () => secret.text);
    await expect(credentials()).rejects.toMatchObject({ problem: 'NOT_CONFIGURED' });

    secret.text = '{"api_key":"abc","api_secret":"def"}';
    clock.advance(5_000);

    expect(await credentials()).toEqual({ apiKey: 'abc', apiSecret: 'def' });
  });
});
