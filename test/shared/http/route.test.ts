import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { BROKERS } from '../../../shared/events/brokers.ts';
import type { Uuid } from '../../../shared/events/ids.ts';
import { type ApiRequest, requestOf } from '../../../shared/http/request.ts';
import { routeKeyOf, routesFor } from '../../../shared/http/route.ts';

const SESSION = '0b4c1c2e-6a4b-4d8e-9b57-3d0f8a1c7e42' as Uuid;
const CALLER = { lambda: { user_id: 'DEMO01', session_id: SESSION } };

interface Services {
  readonly limits: Map<string, number>;
}
const { publicRoute, sessionRoute } = routesFor<Services>();

const setLimit = sessionRoute({
  operation: 'setLimit',
  method: 'PUT',
  path: '/limits/{broker}',
  tag: 'Risk',
  summary: 'Sets a limit',
  params: z.strictObject({ broker: z.enum(BROKERS) }),
  query: z.strictObject({ dry: z.enum(['true', 'false']).default('false') }),
  body: z.strictObject({ token: z.string().max(4), limit: z.int().min(0) }),
  ifMatch: 'required',
  reply: z.strictObject({ by: z.string(), limit: z.int() }),
  handle({ caller, params, query, body, version }, { limits }) {
    if (query.dry === 'false') limits.set(params.broker, body.limit);
    return { body: { by: caller.userId, limit: body.limit }, version: (version ?? 0) + 1 };
  },
});

const page = publicRoute({
  operation: 'getPage',
  method: 'GET',
  path: '/page',
  tag: 'Auth',
  summary: 'A page',
  produces: 'text/html',
  reply: z.string(),
  handle: () => ({ body: '<p>hello</p>' }),
});

const request = (more: Readonly<Record<string, unknown>> = {}): ApiRequest =>
  requestOf(
    {
      routeKey: 'PUT /limits/{broker}',
      pathParameters: { broker: 'paper' },
      headers: { 'content-type': 'application/json', 'if-match': '"3"' },
      body: JSON.stringify({ token: 'abc', limit: 5 }),
      requestContext: { http: { sourceIp: '10.0.0.1' }, authorizer: CALLER },
      ...more,
    },
    { now: () => 0, newId: () => SESSION, roleOf: () => 'account_owner' },
  );

const services = (): Services => ({ limits: new Map() });

test('its parts come validated, the caller and the version with them', async () => {
  const own = services();

  const reply = await setLimit.answer(request(), own);

  expect(reply).toEqual({
    status: 200,
    headers: { 'content-type': 'application/json', etag: '"4"' },
    body: '{"by":"DEMO01","limit":5}',
  });
  expect(own.limits.get('paper')).toBe(5);
});

test('its key is the gateway’s', () => {
  expect(routeKeyOf(setLimit)).toBe('PUT /limits/{broker}');
});

test('a page is sent as one', async () => {
  const reply = await page.answer(request({ body: undefined, pathParameters: undefined }), services());

  expect(reply.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(reply.body).toBe('<p>hello</p>');
});

describe('what is refused, and changes nothing', () => {
  test.each([
    ['a broker that there is not', { pathParameters: { broker: 'other' } }, 'INVALID_REQUEST', 'path.broker'],
    ['a query field that there is not', { queryStringParameters: { x: '1' } }, 'INVALID_REQUEST', 'query'],
    ['a body field that there is not', { body: '{"token":"a","limit":1,"x":1}' }, 'INVALID_REQUEST', 'body'],
    ['a wrong value', { body: '{"token":"a","limit":-1}' }, 'INVALID_REQUEST', 'body.limit'],
    ['no body', { body: undefined }, 'INVALID_REQUEST', 'body'],
    [
      'a body named __proto__',
      { body: '{"token":"a","limit":1,"__proto__":{"x":1}}' },
      'INVALID_REQUEST',
      'body',
    ],
    ['no version', { headers: { 'content-type': 'application/json' } }, 'VERSION_REQUIRED', undefined],
    ['nobody', { requestContext: {} }, 'UNAUTHENTICATED', undefined],
  ])('%s', async (_, more, problem, field) => {
    const own = services();

    await expect(setLimit.answer(request(more), own)).rejects.toMatchObject({
      problem,
      ...(field === undefined ? {} : { fields: [expect.objectContaining({ field })] }),
    });
    expect(own.limits.size).toBe(0);
  });

  test('without quoting what stood in a field: it may be a token', async () => {
    const failed = setLimit.answer(request({ body: '{"token":"canary-token","limit":1}' }), services());

    await expect(failed).rejects.toThrow(/body.token/);
    await expect(failed).rejects.not.toThrow(/canary/);
  });

  test('a stranger before his body is looked at', async () => {
    const stranger = request({ requestContext: {}, body: '['.repeat(100) });

    await expect(setLimit.answer(stranger, services())).rejects.toMatchObject({ problem: 'UNAUTHENTICATED' });
  });
});
