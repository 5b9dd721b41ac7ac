import { hash } from 'node:crypto';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_APP, DEMO_TOKENS } from '../../../../localstack/engines/kite/accounts.ts';
import { type KiteServer, startKiteServer } from '../../../../localstack/engines/kite/kite-server.ts';
import { nextSessionExpiry } from '../../../../shared/auth/session-expiry.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const CALLBACK = 'http://localhost:3000/auth/zerodha/callback';

let clock: ManualClock;
let kite: KiteServer;

beforeEach(async () => {
  clock = new ManualClock();
  kite = await startKiteServer({ port: 0, stage: 'local', redirectUrl: CALLBACK, clock });
});
afterEach(() => kite.close());

const profile = (token: string, apiKey: string = DEMO_APP.apiKey) =>
  fetch(`${kite.url}/user/profile`, { headers: { authorization: `token ${apiKey}:${token}` } });

const LOGIN = `/connect/login?v=3&api_key=${DEMO_APP.apiKey}`;

const pressLogin = async (redirectParams = ''): Promise<URL> => {
  const query = redirectParams === '' ? '' : `&redirect_params=${encodeURIComponent(redirectParams)}`;
  const response = await fetch(`${kite.url}${LOGIN}${query}`, { method: 'POST', redirect: 'manual' });
  return new URL(response.headers.get('location') ?? '');
};

const exchange = (requestToken: string, secret: string = DEMO_APP.apiSecret) =>
  fetch(`${kite.url}/session/token`, {
    method: 'POST',
    body: new URLSearchParams({
      api_key: DEMO_APP.apiKey,
      request_token: requestToken,
      checksum: hash('sha256', `${DEMO_APP.apiKey}${requestToken}${secret}`, 'hex'),
    }),
  });

const accessToken = async (): Promise<string> => {
  const token = (await pressLogin()).searchParams.get('request_token') ?? '';
  const { data } = (await (await exchange(token)).json()) as { data: { access_token: string } };
  return data.access_token;
};

describe('the Kite simulator', () => {
  it('refuses every stage except local', async () => {
    await expect(startKiteServer({ port: 0, stage: 'prod', redirectUrl: CALLBACK })).rejects.toMatchObject({
      code: 'LOCAL_CLOUD_STAGE_REFUSED',
    });
  });

  it('knows the owner of the demo token', async () => {
    const response = await profile(DEMO_TOKENS.user);

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      status: 'success',
      data: { user_id: 'DEMO01', broker: 'ZERODHA', user_shortname: 'Asha' },
    });
  });

  it('knows the user without access', async () => {
    expect(await (await profile(DEMO_TOKENS.viewer)).json()).toMatchObject({ data: { user_id: 'DEMO02' } });
    expect(await (await profile(DEMO_TOKENS.stranger)).json()).toMatchObject({ data: { user_id: 'DEMO99' } });
  });

  it.each([
    ['a token that has ended', DEMO_TOKENS.expired, DEMO_APP.apiKey],
    ['an invented token', 'never-seen-before', DEMO_APP.apiKey],
    ['another app', DEMO_TOKENS.user, 'otherapp'],
  ])('answers like Kite to %s', async (_what, token, apiKey) => {
    const response = await profile(token, apiKey);

    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ status: 'error', error_type: 'TokenException' });
  });

  it('shows a login page with one button and nothing of the query', async () => {
    const response = await fetch(`${kite.url}${LOGIN}&redirect_params=%3Cscript%3Ex%3C%2Fscript%3E`);
    const html = await response.text();

    expect(response.headers.get('content-type')).toContain('text/html');
    expect(html.match(/<button/g)).toHaveLength(1);
    expect(html).not.toContain('<script>');
  });

  it('refuses the login of another app', async () => {
    const response = await fetch(`${kite.url}/connect/login?v=3&api_key=other`);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error_type: 'InputException' });
  });

  it("redirects to the registered URL with a request token and the app's parameters", async () => {
    const back = await pressLogin('state=abc.def&more=1');

    expect(back.origin + back.pathname).toBe(CALLBACK);
    expect(Object.fromEntries(back.searchParams)).toMatchObject({
      action: 'login',
      status: 'success',
      state: 'abc.def',
      more: '1',
      request_token: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it('does not let redirect_params replace the request token or status', async () => {
    const back = await pressLogin('request_token=mine&status=other');

    expect(back.searchParams.getAll('request_token')).not.toContain('mine');
    expect(back.searchParams.getAll('status')).toEqual(['success']);
  });

  it('exchanges a request token for an access token that works', async () => {
    expect((await profile(await accessToken())).status).toBe(200);
  });

  it('exchanges a request token once', async () => {
    const token = (await pressLogin()).searchParams.get('request_token') ?? '';
    await exchange(token);

    expect((await exchange(token)).status).toBe(403);
  });

  it('refuses an exchange without the secret, and the token stays valid', async () => {
    const token = (await pressLogin()).searchParams.get('request_token') ?? '';

    expect((await exchange(token, 'guessed')).status).toBe(403);
    expect((await exchange(token)).status).toBe(200);
  });

  it('ends request tokens after minutes', async () => {
    const token = (await pressLogin()).searchParams.get('request_token') ?? '';
    clock.advance(5 * 60_000);

    expect((await exchange(token)).status).toBe(403);
  });

  it('requires all fields of an exchange', async () => {
    const response = await fetch(`${kite.url}/session/token`, { method: 'POST' });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error_type: 'InputException' });
  });

  it('ends access tokens at six in the morning', async () => {
    const token = await accessToken();
    clock.advance(nextSessionExpiry(clock.now()) - clock.now() - 1);
    const before = await profile(token);
    clock.advance(1);

    expect([before.status, (await profile(token)).status]).toEqual([200, 403]);
  });

  it('ends a token on request', async () => {
    const end = () =>
      fetch(`${kite.url}/session/token?api_key=${DEMO_APP.apiKey}&access_token=${DEMO_TOKENS.user}`, {
        method: 'DELETE',
      });

    expect(await (await end()).json()).toEqual({ status: 'success', data: true });
    expect((await profile(DEMO_TOKENS.user)).status).toBe(403);
    expect((await end()).status).toBe(403);
  });

  it('refuses other routes and methods', async () => {
    expect((await fetch(`${kite.url}/orders`)).status).toBe(404);
    expect((await fetch(`${kite.url}/user/profile`, { method: 'PUT' })).status).toBe(405);
  });

  it('refuses requests under another host name', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(`${kite.url}/user/profile`, { headers: { host: 'attacker.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });

    expect(status).toBe(403);
  });

  it('refuses an endless body', async () => {
    const response = await fetch(`${kite.url}/session/token`, { method: 'POST', body: 'x'.repeat(70_000) });

    expect(response.status).toBe(413);
  });
});
