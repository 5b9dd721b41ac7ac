import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authRoutes } from '../../../../functions/auth/api/routes.ts';
import { DEMO_TOKENS } from '../../../../localstack/engines/kite/accounts.ts';
import { validateEvent } from '../../../../shared/events/decode.ts';
import { SHARED_TOPICS } from '../../../../shared/events/topics.ts';
import type { HttpReply } from '../../../support/api/api-gateway.ts';
import { CALLER_ADDRESS } from '../../../support/api/api-gateway.ts';
import { type ApiUnderTest, apiUnderTest } from '../../../support/api/api-under-test.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
  api = await apiUnderTest();
});
afterAll(() => api.close());

const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

const fields = (reply: HttpReply): Readonly<Record<string, unknown>> => {
  const body = reply.json();
  return typeof body === 'object' && body !== null ? { ...body } : {};
};

/** What a person does in the browser: the page asks for the address, they press the button there, and come back. */
const throughTheBrowser = async (): Promise<URLSearchParams> => {
  const begun = fields(await api.call('GET', `/auth/zerodha/url?code_challenge=${CHALLENGE}`));
  const pressed = await fetch(String(begun.url), { method: 'POST', redirect: 'manual' });
  return new URL(pressed.headers.get('location') ?? '').searchParams;
};

const handIn = (back: URLSearchParams) =>
  api.call('POST', '/auth/login/request-token', {
    body: {
      request_token: back.get('request_token'),
      state: back.get('state'),
      code_verifier: VERIFIER,
    },
  });

const statusOf = async (token: string) =>
  fields(await api.call('GET', '/auth/status?verify=true', { token }));

describe('the auth API function as deployed', () => {
  it('are those of the contract', () => {
    expect(authRoutes.map(({ operation, access }) => `${operation} ${access}`).sort()).toEqual([
      'getLoginCallback public',
      'getLoginPage public',
      'getLoginUrl public',
      'getSessionStatus public',
      'login public',
      'loginWithRequestToken public',
      'logout session',
    ]);
  });

  it('let a trader in through the browser, once per state', async () => {
    const back = await throughTheBrowser();

    const login = await handIn(back);
    const again = await handIn(back);

    expect(login.status).toBe(200);
    expect(fields(login)).toMatchObject({ success: true, user_id: 'DEMO01' });
    expect(await statusOf(String(fields(login).access_token))).toMatchObject({
      state: 'authenticated',
      login_method: 'request_token',
      verified: true,
    });
    expect([again.status, fields(again).code]).toEqual([409, 'STATE_ALREADY_USED']);
  });

  it('let in by a token, until logout: then neither the token nor the session is worth anything', async () => {
    const login = fields(
      await api.call('POST', '/auth/login', {
        body: { provider: 'zerodha', broker_access_token: DEMO_TOKENS.user },
      }),
    );
    const token = String(login.access_token);

    const first = await api.call('POST', '/auth/logout', { token });
    const second = await api.call('POST', '/auth/logout', { token });

    expect(first.status).toBe(200);
    expect([401, 403]).toContain(second.status);
    expect(await statusOf(token)).toMatchObject({ state: 'unauthenticated', reason: 'session_ended' });
  });

  it.each([
    ['a stranger', DEMO_TOKENS.stranger, 403, 'USER_NOT_ALLOWED'],
    ['a token that has ended', DEMO_TOKENS.expired, 401, 'INVALID_CREDENTIALS'],
  ])('keep out %s', async (_who, token, status, code) => {
    const reply = await api.call('POST', '/auth/login', {
      body: { provider: 'zerodha', broker_access_token: token },
    });

    expect([reply.status, fields(reply).code]).toEqual([status, code]);
    expect(reply.body).not.toContain(token);
  });

  it('write logins, logouts and refusals to the audit trail', async () => {
    const topic = SHARED_TOPICS.operatorActions.name;

    const records = await api.kafka.read(topic, 6);

    const told = records.map(({ value }) => validateEvent(JSON.parse(String(value))));
    expect(told).toMatchObject([
      { data: { action: 'session_started', subject: 'DEMO01', reason: 'login by request_token' } },
      { data: { action: 'login_refused', reason: 'login by request_token: STATE_ALREADY_USED' } },
      { data: { action: 'session_started', reason: 'login by external_token, which replaces another' } },
      { data: { action: 'session_ended', reason: 'logout' } },
      { data: { action: 'login_refused', subject: 'DEMO99' } },
      { data: { action: 'login_refused', reason: 'login by external_token: INVALID_CREDENTIALS' } },
    ]);
    const hashes = told.map(({ data }) => ('actor' in data ? data.actor.address_hash : undefined));
    expect(hashes[0]).toMatch(/^k1\.[A-Za-z0-9_-]{22}$/);
    expect(new Set(hashes).size).toBe(1);
    expect(JSON.stringify(told)).not.toContain(CALLER_ADDRESS);
    for (const secret of Object.values(DEMO_TOKENS)) expect(JSON.stringify(told)).not.toContain(secret);
  });
});
