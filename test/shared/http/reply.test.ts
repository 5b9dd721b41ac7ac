import { expect, test } from 'vitest';
import { gatewayReply, jsonReply, problemReply } from '../../../shared/http/reply.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';

const ID = '0b4c1c2e-6a4b-4d8e-9b57-3d0f8a1c7e42';

test('a problem is told as RFC 9457 has it, with our code and the correlation id', () => {
  const reply = problemReply(
    new ProblemError('INVALID_REQUEST', 'query.limit: must be a whole number', {
      fields: [{ field: 'query.limit', problem: 'must be a whole number' }],
    }),
    ID,
  );

  expect(reply).toMatchObject({ status: 400, headers: { 'content-type': 'application/problem+json' } });
  expect(JSON.parse(reply.body)).toEqual({
    type: 'urn:alpha-panda:problem:invalid-request',
    title: 'Invalid request',
    status: 400,
    code: 'INVALID_REQUEST',
    detail: 'query.limit: must be a whole number',
    correlation_id: ID,
    fields: [{ field: 'query.limit', problem: 'must be a whole number' }],
  });
});

test('a 429 has the time to retry', () => {
  const problem = new ProblemError('RATE_LIMITED', 'at most 20', { retryAfter: 17 });

  expect(problemReply(problem, ID).headers['retry-after']).toBe('17');
});

test('a 401 says how to authenticate', () => {
  expect(problemReply(new ProblemError('UNAUTHENTICATED', 'log in'), ID).headers['www-authenticate']).toBe(
    'Bearer',
  );
});

test('every answer carries the correlation id, and is not to be kept, framed or guessed at', () => {
  const { headers } = gatewayReply(jsonReply(200, {}), ID);

  expect(headers).toMatchObject({
    'x-correlation-id': ID,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-type': 'application/json',
  });
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
});
