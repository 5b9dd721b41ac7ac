import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deriveKey, KEY_USES } from '../../../shared/auth/derive-key.ts';
import { privateKeyOf, publicTextOf } from '../../../shared/auth/key-pair.ts';
import { parseKeyRing } from '../../../shared/auth/key-ring.ts';
import { CALLER_ADDRESS } from '../../support/api/api-gateway.ts';
import { type ApiUnderTest, apiUnderTest, secretTexts } from '../../support/api/api-under-test.ts';
import { type CapturedOutput, captureOutput } from '../../support/api/captured-output.ts';
import { TEST_PREFIX } from '../../support/aws.ts';

/*
 * Callers and requests that must be refused, each with its status. API Gateway answers 401 without a token and 403 with
 * a refused one. The API answers the others.
 */

const CANARY = 'canary-broker-token-0123456789';
const SESSIONS = `${TEST_PREFIX}-sessions`;
const KEY = { account_id: { S: 'zerodha#DEMO01' } };

let api: ApiUnderTest;
let output: CapturedOutput;
let token: string;

beforeAll(async () => {
  api = await apiUnderTest();
  output = captureOutput();
});
afterAll(async () => {
  output.stop();
  await api.close();
});
beforeEach(async () => {
  await forgetCounts();
  await api.aws.client.send(new DeleteItemCommand({ TableName: SESSIONS, Key: KEY }));
  token = await api.login();
});

const claimsOf = (jwt: string): Readonly<Record<string, unknown>> =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const ringText = (): string => parseKeyRing('jwt', api.secrets.jwtKeys).current.text;
const signingKey = (): KeyObject => privateKeyOf(deriveKey(ringText(), KEY_USES.signTokens));
const signatureOf = (text: string): string =>
  sign(null, Buffer.from(text), signingKey()).toString('base64url');

/** A token with any claims, signed with the true key, as a bug in this project could issue it. */
const signed = (claims: Readonly<Record<string, unknown>>, header: Readonly<Record<string, unknown>> = {}) =>
  new SignJWT({ ...claimsOf(token), ...claims })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'session+jwt', kid: 'k1', ...header })
    .sign(signingKey());

const statusWith = async (jwt: string): Promise<number> =>
  (await api.call('GET', '/strategies', { token: jwt })).status;

describe('a token', () => {
  test('valid: accepted, also if this test signs it', async () => {
    expect(await statusWith(token)).toBe(200);
    expect(await statusWith(await signed({}))).toBe(200);
  });

  test('absent: 401', async () => {
    expect((await api.call('GET', '/strategies')).status).toBe(401);
    expect((await api.call('GET', '/strategies', { headers: { authorization: '' } })).status).toBe(401);
  });

  test.each(
    ['', 'Bearer', 'Bearer ', 'Basic dXNlcjpwYXNz', 'Bearer x', 'Bearer a.b.c', 'Token abc'].slice(1),
  )('something else, "%s": 403', async (authorization) => {
    expect((await api.call('GET', '/strategies', { headers: { authorization } })).status).toBe(403);
  });

  test('expired: 403', async () => {
    const seconds = Math.floor(Date.now() / 1_000);
    expect(await statusWith(await signed({ iat: seconds - 60, exp: seconds - 1 }))).toBe(403);
  });

  test('signed with another key: 403', async () => {
    const [header, payload] = token.split('.');
    const signature = createHmac('sha256', 'another key').update(`${header}.${payload}`).digest('base64url');
    expect(await statusWith(`${header}.${payload}.${signature}`)).toBe(403);
  });

  test('signed with the text of the key, not what is derived from it: 403', async () => {
    const [header, payload] = token.split('.');
    const seed = createHash('sha256').update(ringText()).digest();
    const signature = sign(null, Buffer.from(`${header}.${payload}`), privateKeyOf(seed)).toString(
      'base64url',
    );
    expect(await statusWith(`${header}.${payload}.${signature}`)).toBe(403);
  });

  test.each(['none', 'None', 'NONE', 'nOnE', ''])('with "alg": "%s" and no signature: 403', async (alg) => {
    const unsigned = `${base64url({ alg, typ: 'session+jwt', kid: 'k1' })}.${base64url(claimsOf(token))}.`;
    expect(await statusWith(unsigned)).toBe(403);
  });

  test('its signature cut off, or changed in one bit: 403', async () => {
    const [header, payload, signature = ''] = token.split('.');
    const bytes = Buffer.from(signature, 'base64url');
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    expect(await statusWith(`${header}.${payload}.`)).toBe(403);
    expect(await statusWith(`${header}.${payload}.${bytes.toString('base64url')}`)).toBe(403);
  });

  test.each(['RS256', 'ES256', 'PS256', 'Ed25519', 'Ed448', 'HS256', 'HS512'])(
    'with "alg": "%s" over a signature by the true key: 403',
    async (alg) => {
      const signable = `${base64url({ alg, typ: 'session+jwt', kid: 'k1' })}.${base64url(claimsOf(token))}`;
      expect(await statusWith(`${signable}.${signatureOf(signable)}`)).toBe(403);
    },
  );

  test.each(['HS256', 'EdDSA'])('with "alg": "%s" and the public key as a password: 403', async (alg) => {
    const signable = `${base64url({ alg, typ: 'session+jwt', kid: 'k1' })}.${base64url(claimsOf(token))}`;
    const text = publicTextOf(signingKey());
    for (const password of [text, Buffer.from(text, 'base64url')]) {
      const signature = createHmac('sha256', password).update(signable).digest('base64url');
      expect(await statusWith(`${signable}.${signature}`)).toBe(403);
    }
  });

  test('with a public key of its own in its header: 403', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const own = await new SignJWT(claimsOf(token))
      .setProtectedHeader({
        alg: 'RS256',
        typ: 'session+jwt',
        kid: 'k1',
        jwk: publicKey.export({ format: 'jwk' }),
      })
      .sign(privateKey);
    expect(await statusWith(own)).toBe(403);
  });

  test.each([
    ['of another issuer', { iss: 'alpha-panda/prod' }],
    ['for another audience', { aud: 'alpha-panda/login-state' }],
    ['for several audiences', { aud: ['alpha-panda/api', 'x'] }],
    ['of a user who is not on the list', { sub: 'DEMO99' }],
    ['of no user', { sub: undefined }],
    ['of no session', { sid: undefined }],
    ['of a session that never existed', { sid: randomUUID() }],
    ['from the future', { iat: Math.floor(Date.now() / 1_000) + 3_600 }],
    ['without an expiry', { exp: undefined }],
    ['valid for a year', { exp: Math.floor(Date.now() / 1_000) + 365 * 86_400 }],
    ['with an unknown claim', { admin: true }],
  ])('%s, and signed with the true key: 403', async (_, claims) => {
    expect(await statusWith(await signed(claims))).toBe(403);
  });

  test.each([
    ['an unknown key id', { kid: 'k2' }],
    ['a path for a key id', { kid: '../../dev/null' }],
    ['no key id', { kid: undefined }],
    ['another type', { typ: 'JWT' }],
    ['a critical extension', { crit: ['x'], x: 1 }],
    ['an unencoded payload', { b64: false, crit: ['b64'] }],
  ])('whose header has %s: 403', async (_, header) => {
    const own = await signed({}, header).catch(() => {
      const signable = `${base64url({ alg: 'EdDSA', typ: 'session+jwt', kid: 'k1', ...header })}.${base64url(claimsOf(token))}`;
      return `${signable}.${signatureOf(signable)}`;
    });
    expect(await statusWith(own)).toBe(403);
  });

  test('longer than any issued token: 403', async () => {
    expect(await statusWith(`${token}${'A'.repeat(8_000)}`)).toBe(403);
  });

  test('that is a login state: 403', async () => {
    const { state } = (
      await api.call('GET', `/auth/zerodha/url?code_challenge=${'a'.repeat(43)}`)
    ).json() as { readonly state: string };
    expect(await statusWith(state)).toBe(403);
  });
});

describe('a session', () => {
  test('that was ended: 403', async () => {
    expect((await api.call('POST', '/auth/logout', { token, body: {} })).status).toBe(200);

    expect(await statusWith(token)).toBe(403);
  });

  test('that was replaced by a second login: 403 for the first, and the second is in', async () => {
    const second = await api.login();

    expect(await statusWith(token)).toBe(403);
    expect(await statusWith(second)).toBe(200);
  });

  test('that does not exist: 403', async () => {
    await api.aws.client.send(new DeleteItemCommand({ TableName: SESSIONS, Key: KEY }));

    expect(await statusWith(token)).toBe(403);
  });

  test.each([
    ['a later expiry', 'expires_at', { S: '2099-01-01T00:30:00.000Z' }],
    ['another user', 'user_id', { S: 'DEMO99' }],
    ['an earlier login', 'logged_in_at', { S: '2020-01-01T00:00:00.000Z' }],
    ['another login method', 'login_method', { S: 'stored_session' }],
    ['a version that it never had', 'version', { N: '99' }],
    ['another broker token', 'broker_token', { M: { key_id: { S: 'k1' }, sealed: { S: 'AAAA' } } }],
    ['another seal', 'seal', { M: { key_id: { S: 'k1' }, signature: { S: 'A'.repeat(86) } } }],
    ['a field of another kind', 'state', { BOOL: true }],
  ])('whose item was given %s in the table: 403, and an error in the log', async (_, field, value) => {
    output.clear();
    await api.aws.client.send(
      new UpdateItemCommand({
        TableName: SESSIONS,
        Key: KEY,
        UpdateExpression: 'SET #field = :value',
        ExpressionAttributeNames: { '#field': field },
        ExpressionAttributeValues: { ':value': value },
      }),
    );

    expect(await statusWith(token)).toBe(403);
    expect(output.lines().some(({ level }) => level === 'ERROR')).toBe(true);
    expect((await api.call('GET', '/auth/status', { token })).json()).toMatchObject({ state: 'error' });
  });

  test('that was ended and is revived in the table by its old id: 403', async () => {
    const { Item: before = {} } = await api.aws.client.send(
      new GetItemCommand({ TableName: SESSIONS, Key: KEY, ConsistentRead: true }),
    );
    await api.call('POST', '/auth/logout', { token, body: {} });
    const { Item: ended = {} } = await api.aws.client.send(
      new GetItemCommand({ TableName: SESSIONS, Key: KEY, ConsistentRead: true }),
    );
    await api.aws.client.send(
      new PutItemCommand({
        TableName: SESSIONS,
        Item: {
          ...ended,
          state: before.state ?? { S: 'active' },
          broker_token: before.broker_token ?? { S: '' },
        },
      }),
    );

    expect(await statusWith(token)).toBe(403);
  });
});

describe('a login', () => {
  const login = (body: unknown) => api.call('POST', '/auth/login', { body });

  test.each([
    ['of a user who is not on the list', 'demo-stranger-token', 403, 'USER_NOT_ALLOWED'],
    ['with a token that Kite has ended', 'demo-expired-token', 401, 'INVALID_CREDENTIALS'],
    ['with a token that Kite never gave', CANARY, 401, 'INVALID_CREDENTIALS'],
    ['with a token that breaks out of a header', 'abcdefgh\r\nx-injected: 1', 400, 'INVALID_REQUEST'],
    ['with an endless token', 'a'.repeat(4_000), 400, 'INVALID_REQUEST'],
  ])('%s: %s', async (_, broker_access_token, status, code) => {
    const reply = await login({ provider: 'zerodha', broker_access_token });

    expect({ status: reply.status, body: reply.json() }).toMatchObject({ status, body: { code } });
  });

  test.each([
    [
      'an unknown field',
      { provider: 'zerodha', broker_access_token: 'demo-access-token', user_id: 'DEMO01' },
    ],
    ['another provider', { provider: 'other', broker_access_token: 'demo-access-token' }],
    ['a list for a token', { provider: 'zerodha', broker_access_token: ['demo-access-token'] }],
    ['an object for a token', { provider: 'zerodha', broker_access_token: { $ne: '' } }],
    ['nothing', {}],
    ['a list', []],
    ['null', null],
  ])('with %s: 400', async (_, body) => {
    expect((await login(body)).status).toBe(400);
  });

  test('too many in a minute: 429, with the time to retry', async () => {
    const replies = await Promise.all(
      Array.from({ length: 45 }, () => login({ provider: 'zerodha', broker_access_token: CANARY })),
    );
    const limited = replies.filter(({ status }) => status === 429);

    expect(limited.length).toBeGreaterThan(0);
    expect(Number(limited[0]?.headers['retry-after'])).toBeGreaterThan(0);
  });
});

const forgetCounts = async (): Promise<void> => {
  const start = Math.floor(Date.now() / 60_000) * 60;
  for (const window of [start - 60, start, start + 60]) {
    for (const counted of [`login#${CALLER_ADDRESS}`, 'known-callers#all', 'newcomers#all']) {
      await api.aws.client.send(
        new DeleteItemCommand({
          TableName: `${TEST_PREFIX}-rate-limits`,
          Key: { limit_id: { S: `${counted}#${window}` } },
        }),
      );
    }
  }
};

describe('a body', () => {
  const send = (body: string, contentType = 'application/json') =>
    api.gateway.send({
      method: 'POST',
      target: '/auth/login',
      headers: { 'content-type': contentType },
      body,
    });

  test.each([
    ['larger than the limit', `"${'x'.repeat(200_000)}"`, 413, 'BODY_TOO_LARGE'],
    ['nested by the thousand', '['.repeat(30_000) + ']'.repeat(30_000), 400, 'BODY_TOO_DEEP'],
    ['nested by the thousand in objects', '{"a":'.repeat(15_000), 400, 'BODY_TOO_DEEP'],
    [
      'with thousands of fields',
      JSON.stringify(Object.fromEntries(Array.from({ length: 9_000 }, (_, i) => [`f${i}`, 1]))),
      400,
      'INVALID_REQUEST',
    ],
    ['that is not JSON', '{"provider":', 400, 'BODY_NOT_JSON'],
    [
      'that would change the prototype of all objects',
      '{"provider":"zerodha","broker_access_token":"demo-access-token","__proto__":{"polluted":true}}',
      400,
      'INVALID_REQUEST',
    ],
    ['with a number that is not one', '{"provider":NaN}', 400, 'BODY_NOT_JSON'],
  ])('%s: %i', async (_, body, status, code) => {
    const reply = await send(body);

    expect({ status: reply.status, body: reply.json() }).toMatchObject({ status, body: { code } });
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'of type %s: 415',
    async (type) => {
      expect((await send('{}', type)).status).toBe(415);
    },
  );
});

describe('paths and headers', () => {
  test.each([
    '/portfolio/paper%2F..%2Fzerodha',
    '/portfolio/..%2F..%2Fetc%2Fpasswd',
    '/portfolio/PAPER',
    '/portfolio/paper%00',
    "/portfolio/paper'%20OR%201=1",
    '/portfolio/%F0%9F%90%BC',
    '/dead-letters/paper.redrives%0d%0aset-cookie:%20a=b',
    '/traces/not-a-uuid',
    '/traces/..%2fsessions',
    '/orders/paper?limit=1&limit=2',
    '/orders/paper?limit=1%20OR%201',
    '/orders/paper?cursor=..%2F..%2F',
    '/orders/paper?unknown=1',
    '/orders/paper?date=2026-02-31',
  ])('GET %s: 400', async (target) => {
    const reply = await api.call('GET', target, { token });

    expect(reply.status).toBe(400);
    expect(JSON.stringify(reply.headers)).not.toContain('set-cookie');
  });

  test.each([
    '/portfolio',
    '/portfolio/',
    '/admin',
    '/.env',
    '/strategies/../strategies',
    '//strategies',
    '/portfolio/%zz',
  ])('GET %s is not a route: 404', async (target) => {
    expect((await api.call('GET', target, { token })).status).toBe(404);
  });

  test('a correlation id that breaks out of its header is replaced', async () => {
    const reply = await api.call('GET', '/health', {
      headers: { 'x-correlation-id': 'x\r\nset-cookie: a=b' },
    });

    expect(reply.headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('the page does not contain the query of the callback', async () => {
    const page = await api.call(
      'GET',
      '/auth/zerodha/callback?request_token=%3Cscript%3Ealert(1)%3C/script%3E&state=canary-state&status=success',
    );

    expect(page.status).toBe(200);
    expect(page.body).not.toMatch(/alert\(1\)|canary-state/);
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'/);
  });
});

describe('changes', () => {
  test('of strategies with an unknown field: 400; with an old version: 412; without a version: 428', async () => {
    const body = { strategy_id: 'attack', type: 'low_frequency', instruments: [738561], parameters: {} };
    expect(
      (await api.call('POST', '/strategies', { token, body: { ...body, is_active: true } })).status,
    ).toBe(400);
    expect((await api.call('POST', '/strategies', { token, body })).status).toBe(201);

    const change = { type: 'low_frequency', instruments: [738561], parameters: { every_ticks: 5 } };
    const put = (headers: Readonly<Record<string, string>>) =>
      api.call('PUT', '/strategies/attack', { token, body: change, headers });
    expect((await put({})).status).toBe(428);
    expect((await put({ 'if-match': '"7"' })).status).toBe(412);
    expect((await put({ 'if-match': '*' })).status).toBe(400);
  });

  test('a live clearance without confirmation: 422', async () => {
    const clear = (body: unknown) =>
      api.call('PUT', '/strategies/attack/live-clearance', { token, body, headers: { 'if-match': '"1"' } });

    for (const body of [{ cleared: true }, { cleared: true, confirm_strategy_id: 'Attack' }]) {
      const reply = await clear(body);
      expect({ status: reply.status, body: reply.json() }).toMatchObject({
        status: 422,
        body: { code: 'CONFIRMATION_REQUIRED' },
      });
    }
    expect((await api.call('GET', '/strategies/attack', { token })).json()).toMatchObject({
      zerodha_trading_enabled: false,
      version: 1,
    });
  });
});

test('a login state that was used cannot be used again: 409', async () => {
  const verifier = 'v'.repeat(43);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const { state } = (await api.call('GET', `/auth/zerodha/url?code_challenge=${challenge}`)).json() as {
    readonly state: string;
  };
  const finish = (more: Readonly<Record<string, string>>) =>
    api.call('POST', '/auth/login/request-token', {
      body: { request_token: 'unknownrequesttoken', state, code_verifier: verifier, ...more },
    });

  expect((await finish({ code_verifier: 'w'.repeat(43) })).status).toBe(400);
  const other = state.at(-20) === 'A' ? 'B' : 'A';
  expect((await finish({ state: `${state.slice(0, -20)}${other}${state.slice(-19)}` })).status).toBe(400);
  expect((await finish({ state: token })).status).toBe(400);
  expect((await finish({})).status).toBe(401);
  expect((await finish({})).status).toBe(409);
});

test('no log line has a key, a broker token or an access token', () => {
  const logged = output.text();

  expect(logged.length).toBeGreaterThan(1_000);
  for (const secret of [...secretTexts(api), CANARY, 'demo-access-token', 'demo-stranger-token', token])
    expect(logged).not.toContain(secret);
});
