import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { TransientError } from '../../../shared/errors.ts';
import type { Uuid } from '../../../shared/events/ids.ts';
import type { RequestCounter } from '../../../shared/http/rate-limit.ts';
import { requestOf } from '../../../shared/http/request.ts';
import { routesFor } from '../../../shared/http/route.ts';
import { type Guards, serve } from '../../../shared/http/serve.ts';

const SESSION = '0b4c1c2e-6a4b-4d8e-9b57-3d0f8a1c7e42' as Uuid;
const { publicRoute, sessionRoute } = routesFor<string[]>();

const define = (operation: string, more: { readonly writes?: boolean; readonly neverLimited?: boolean }) => ({
  operation,
  method: 'POST' as const,
  path: `/${operation}` as const,
  tag: 'Risk' as const,
  summary: operation,
  reply: z.strictObject({}),
  ...more,
  handle: (_: unknown, done: string[]) => {
    done.push(operation);
    return { body: {} };
  },
});

const read = sessionRoute(define('read', {}));
const write = sessionRoute(define('write', { writes: true }));
const stop = sessionRoute(define('stop', { writes: true, neverLimited: true }));
/** Stops by some of its bodies only. */
const turn = sessionRoute({
  ...define('turn', { writes: true }),
  body: z.strictObject({ on: z.boolean() }),
  ifMatch: 'optional',
  neverLimited: ({ on }) => !on,
});
const login = publicRoute(define('login', { writes: true }));

const request = (caller = true, sourceIp = '10.0.0.1', more: object = {}) =>
  requestOf(
    {
      routeKey: 'POST /x',
      ...more,
      requestContext: {
        http: { sourceIp },
        ...(caller ? { authorizer: { lambda: { user_id: 'DEMO01', session_id: SESSION } } } : {}),
      },
    },
    { now: () => 0, newId: () => SESSION, roleOf: () => 'account_owner' },
  );

const noting = (counted: string[], answer: () => boolean = () => true): RequestCounter => ({
  count: async (id) => {
    counted.push(id);
    return answer();
  },
});

const guards = (more: Partial<Guards> = {}): Guards => ({
  sessions: { statusOf: async () => 'current' },
  counter: noting([]),
  ...more,
});

test('an unknown route is a problem, not a crash', async () => {
  await expect(serve(undefined, request(), [], guards())).rejects.toMatchObject({ problem: 'NOT_FOUND' });
});

test('a route that needs a session refuses a request without a caller', async () => {
  const done: string[] = [];

  await expect(serve(read, request(false), done, guards())).rejects.toMatchObject({
    problem: 'UNAUTHENTICATED',
  });
  expect(done).toEqual([]);
});

test('a read is not counted and does not read the session', async () => {
  const counted: string[] = [];
  const gone = { statusOf: async () => 'gone' as const };

  await serve(read, request(), [], guards({ sessions: gone, counter: noting(counted) }));

  expect(counted).toEqual([]);
});

test('a session that has been ended or replaced changes nothing, even where the gateway still lets it in', async () => {
  const done: string[] = [];
  const gone = { statusOf: async () => 'gone' as const };

  await expect(serve(write, request(), done, guards({ sessions: gone }))).rejects.toMatchObject({
    problem: 'SESSION_NOT_FOUND',
  });
  expect(done).toEqual([]);
});

test('a session that is over says so', async () => {
  const done: string[] = [];
  const over = { statusOf: async () => 'expired' as const };

  await expect(serve(write, request(), done, guards({ sessions: over }))).rejects.toMatchObject({
    problem: 'SESSION_EXPIRED',
  });
  expect(done).toEqual([]);
});

test('changes are counted per user, logins per address', async () => {
  const counted: string[] = [];
  const own = guards({ counter: noting(counted) });

  await serve(write, request(), [], own);
  await serve(login, request(false), [], own);

  expect(counted).toEqual(['write#DEMO01#0', 'login#10.0.0.1#0']);
});

test('all addresses of an IPv6 network share one rate limit', async () => {
  const counted: string[] = [];
  const own = guards({ counter: noting(counted) });

  await serve(login, request(false, '2001:db8:1:2::1'), [], own);
  await serve(login, request(false, '2001:db8:1:2:ffff::9'), [], own);

  expect(new Set(counted)).toEqual(new Set(['login#2001:db8:1:0::/56#0']));
});

describe('where the counter is full, or out of reach', () => {
  const full = guards({ counter: noting([], () => false) });
  const broken = guards({
    counter: {
      count: async () => {
        throw new TransientError('DYNAMODB_FAILED', 'throttled');
      },
    },
  });

  test.each([
    [full, { problem: 'RATE_LIMITED' }],
    [broken, { code: 'DYNAMODB_FAILED' }],
  ])('a change waits', async (own, failure) => {
    await expect(serve(write, request(), [], own)).rejects.toMatchObject(failure);
  });

  const hanging = guards({ counter: { count: () => new Promise(() => {}) } });

  test.each([[full], [broken], [hanging]])('stopping does not', async (own) => {
    const done: string[] = [];

    await serve(stop, request(), done, own);

    expect(done).toEqual(['stop']);
  });

  const turning = (body: string, headers: object = {}) =>
    request(true, '10.0.0.1', { body, headers: { 'content-type': 'application/json', ...headers } });

  test('stopping by a body does not, and starting by the other does', async () => {
    const done: string[] = [];

    await serve(turn, turning('{"on":false}'), done, full);
    await expect(serve(turn, turning('{"on":true}'), done, full)).rejects.toMatchObject({
      problem: 'RATE_LIMITED',
    });

    expect(done).toEqual(['turn']);
  });

  test.each(['', '{', '{"on":0}', '{"on":false,"x":1}', 'null'])('a body that is %j waits', async (body) => {
    await expect(serve(turn, turning(body), [], full)).rejects.toMatchObject({ problem: 'RATE_LIMITED' });
  });

  test('an invalid If-Match does not prevent a stop, but prevents a start', async () => {
    const done: string[] = [];
    const odd = { 'if-match': '*' };

    await serve(turn, turning('{"on":false}', odd), done, guards());
    await expect(serve(turn, turning('{"on":true}', odd), done, guards())).rejects.toMatchObject({
      problem: 'INVALID_REQUEST',
    });

    expect(done).toEqual(['turn']);
  });
});
