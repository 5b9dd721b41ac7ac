import { expect, test } from 'vitest';
import type { Uuid } from '../../../shared/events/ids.ts';
import { requestOf } from '../../../shared/http/request.ts';

const OWN = '0b4c1c2e-6a4b-4d8e-9b57-3d0f8a1c7e42' as Uuid;
const GIVEN = '1b4c1c2e-6a4b-4d8e-9b57-3d0f8a1c7e42';
const sources = { now: () => 5, newId: () => OWN, roleOf: () => 'owner' as const };

const event = (more: Readonly<Record<string, unknown>> = {}) => ({
  version: '2.0',
  routeKey: 'GET /orders/{broker}',
  rawPath: '/orders/paper',
  requestContext: { http: { sourceIp: '10.0.0.1' } },
  ...more,
});

test('what API Gateway leaves out is empty', () => {
  expect(requestOf(event(), sources)).toMatchObject({
    routeKey: 'GET /orders/{broker}',
    params: {},
    query: {},
    headers: {},
    caller: undefined,
    bearer: undefined,
    sourceIp: '10.0.0.1',
    now: 5,
  });
});

test('header names are compared in lower case', () => {
  expect(requestOf(event({ headers: { 'If-Match': '"1"' } }), sources).headers).toEqual({
    'if-match': '"1"',
  });
});

const SESSION = { requestContext: { authorizer: { lambda: { user_id: 'AB1234', session_id: GIVEN } } } };

test('keeps the correlation id of a caller with a session, in lower case', () => {
  const headers = { 'X-Correlation-Id': GIVEN.toUpperCase() };

  expect(requestOf(event({ ...SESSION, headers }), sources).correlationId).toBe(GIVEN);
});

test.each([
  ['no authorizer has seen them', {}],
  ['the authorizer has let them in without a session', { authorizer: { lambda: {} } }],
  [
    'their session id is invalid',
    { authorizer: { lambda: { user_id: 'AB1234', session_id: 'not a session' } } },
  ],
])('gives a caller a correlation id of their own where %s', (_why, requestContext) => {
  const headers = { 'x-correlation-id': GIVEN, authorization: 'Bearer abc' };

  expect(requestOf(event({ headers, requestContext }), sources).correlationId).toBe(OWN);
});

test.each(['', 'x', `${GIVEN}\r\nset-cookie: a=b`, `${GIVEN} `, 'a'.repeat(10_000)])(
  'an invalid correlation id is replaced: %j',
  (id) => {
    const headers = { 'x-correlation-id': id };

    expect(requestOf(event({ ...SESSION, headers }), sources).correlationId).toBe(OWN);
  },
);

test.each([
  ['Bearer abc.def.ghi', 'abc.def.ghi'],
  ['bearer abc', 'abc'],
  ['Basic abc', undefined],
  ['Bearer', undefined],
  ['Bearer  abc', undefined],
  ['Bearer abc def', undefined],
  ['Bearer abc\n', undefined],
  [`Bearer ${'a'.repeat(5_000)}`, undefined],
])('of "%s" the token is %s', (authorization, token) => {
  expect(requestOf(event({ headers: { authorization } }), sources).bearer).toBe(token);
});

test.each([
  [
    { lambda: { user_id: 'DEMO01', session_id: GIVEN } },
    { userId: 'DEMO01', sessionId: GIVEN, role: 'owner' },
  ],
  [{ lambda: { user_id: 'DEMO01' } }, undefined],
  [{ lambda: { user_id: '', session_id: GIVEN } }, undefined],
  [{ lambda: { user_id: 'DEMO01', session_id: 'x' } }, undefined],
  [{ lambda: {} }, undefined],
  [{}, undefined],
])('the authorizer context %j is the caller %j', (authorizer, caller) => {
  const requestContext = { http: { sourceIp: '' }, authorizer };

  expect(requestOf(event({ requestContext }), sources).caller).toEqual(caller);
});

test('a body is parsed on demand only', () => {
  const request = requestOf(event({ body: '{', headers: { 'content-type': 'application/json' } }), sources);

  expect(() => request.json()).toThrow(expect.objectContaining({ problem: 'BODY_NOT_JSON' }));
});

test('an event that is not from an HTTP API is refused', () => {
  expect(() => requestOf({ Records: [] }, sources)).toThrow();
});
