import type { Context as LambdaContext } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { localAwsEnvironment } from '../../../localstack/engines/aws/local-environment.ts';
import { AlphaPandaError, SettingsError, TransientError } from '../../../shared/errors.ts';
import { routesFor } from '../../../shared/http/route.ts';
import { apiHandler } from '../../../shared/lambda/api-handler.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import { type CapturedOutput, captureOutput } from '../../support/api/captured-output.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../../support/aws.ts';

const CANARY = 'canary-token-77';
const { publicRoute } = routesFor<{ readonly fail: () => never }>();

const echo = publicRoute({
  operation: 'echo',
  method: 'POST',
  path: '/echo',
  tag: 'Health',
  summary: 'Returns the text of the request',
  body: z.strictObject({ text: z.string() }),
  reply: z.strictObject({ text: z.string() }),
  handle: ({ body }) => ({ body }),
});

const broken = publicRoute({
  operation: 'broken',
  method: 'GET',
  path: '/broken',
  tag: 'Health',
  summary: 'Fails',
  reply: z.strictObject({}),
  handle: (_, { fail }) => fail(),
});

const knock = publicRoute({
  operation: 'knock',
  method: 'POST',
  path: '/knock',
  tag: 'Auth',
  summary: 'Refuses every password',
  body: z.strictObject({ password: z.string() }),
  reply: z.strictObject({}),
  writes: true,
  refusals: { metric: 'loginsRefused', codes: ['INVALID_CREDENTIALS', 'RATE_LIMITED'] },
  handle: () => {
    throw new ProblemError('INVALID_CREDENTIALS', 'wrong password');
  },
});

let aws: AwsUnderTest;
let output: CapturedOutput;

beforeAll(async () => {
  aws = await awsUnderTest();
  Object.assign(process.env, localAwsEnvironment(aws.endpoint));
});
afterAll(() => aws.close());
beforeEach(() => {
  output = captureOutput();
});
afterEach(() => output.stop());

const ENVIRONMENT = {
  STAGE: 'local',
  TABLE_PREFIX: TEST_PREFIX,
  KAFKA_BROKERS: '127.0.0.1:9',
};

const handlerThat = (fail: () => never) =>
  apiHandler('test-api', [echo, broken], () => ({ fail }), ENVIRONMENT);

const send = (
  handler: ReturnType<typeof handlerThat>,
  routeKey: string,
  more: Readonly<Record<string, unknown>> = {},
) =>
  handler(
    { routeKey, headers: { 'content-type': 'application/json' }, requestContext: { http: {} }, ...more },
    { awsRequestId: '1' } as LambdaContext,
  );

const neverFails = () => {
  throw new Error('not called');
};

test('stops at start if a setting is missing', () => {
  expect(() => apiHandler('test-api', [echo], () => ({ fail: neverFails }), { STAGE: 'local' })).toThrow(
    SettingsError,
  );
});

test('calls the route that the gateway names', async () => {
  const reply = await send(handlerThat(neverFails), 'POST /echo', { body: '{"text":"hello"}' });

  expect(reply).toMatchObject({ statusCode: 200, body: '{"text":"hello"}' });
});

test('writes the metrics of a request under its name', async () => {
  await send(handlerThat(neverFails), 'POST /echo', { body: '{"text":"hello"}' });

  expect(output.lines().find((line) => '_aws' in line)).toMatchObject({
    service: 'test-api',
    requests: 1,
    refused: 0,
    failed: 0,
    durationMs: expect.any(Number),
  });
});

test('does not count a failure if the deployment is not set up, and answers with the remedy', async () => {
  const reply = await send(
    handlerThat(() => {
      throw new ProblemError('NOT_CONFIGURED', 'fill in the secret');
    }),
    'GET /broken',
  );

  expect(reply.statusCode).toBe(503);
  expect(JSON.parse(reply.body)).toMatchObject({ code: 'NOT_CONFIGURED', detail: 'fill in the secret' });
  expect(output.lines().find((line) => '_aws' in line)).toMatchObject({ requests: 1, refused: 0, failed: 0 });
  expect(output.lines().map(({ level }) => level)).not.toContain('ERROR');
});

test('counts a secret with invalid content as a failure', async () => {
  await send(
    handlerThat(() => {
      throw new AlphaPandaError('SECRET_INVALID', 'it must be JSON');
    }),
    'GET /broken',
  );

  expect(output.lines().find((line) => '_aws' in line)).toMatchObject({ failed: 1 });
});

test('counts each refused login, whether the route or the rate limit refuses it', async () => {
  const handler = apiHandler('test-api', [knock], () => ({ fail: neverFails }), ENVIRONMENT);
  const knocking = { requestContext: { http: { sourceIp: '203.0.113.9' } }, body: '{"password":"x"}' };

  await send(handler, 'POST /knock', knocking);
  await send(handler, 'POST /knock', { ...knocking, body: '{}' });
  for (let times = 0; times < 20; times += 1) await send(handler, 'POST /knock', knocking);

  const metrics = output.lines().filter((line) => '_aws' in line);
  expect(metrics.map(({ loginsRefused }) => loginsRefused)).toEqual([1, undefined, ...Array(20).fill(1)]);
  const codes = output.lines().flatMap(({ code }) => (typeof code === 'string' ? [code] : []));
  expect(new Set(codes)).toEqual(new Set(['INVALID_CREDENTIALS', 'INVALID_REQUEST', 'RATE_LIMITED']));
  expect(output.text()).not.toContain('203.0.113.9');
});

describe('answers every event and error', () => {
  test.each([
    [
      'a transient error',
      () => {
        throw new TransientError('DYNAMODB_FAILED', `secret ${CANARY}`);
      },
      503,
      'UNAVAILABLE',
    ],
    [
      'an unforeseen error',
      () => {
        throw new Error(`at /var/task ${CANARY}`);
      },
      500,
      'INTERNAL_ERROR',
    ],
    [
      "an HTTP client's error with its request in it",
      () => {
        throw Object.assign(new Error('failed', { cause: CANARY }), { config: { data: CANARY } });
      },
      500,
      'INTERNAL_ERROR',
    ],
    [
      'a thrown value that is not an error',
      () => {
        throw CANARY;
      },
      500,
      'INTERNAL_ERROR',
    ],
  ] as const)('%s', async (_, fail, status, code) => {
    const reply = await send(handlerThat(fail), 'GET /broken');

    expect(reply.statusCode).toBe(status);
    expect(JSON.parse(reply.body)).toMatchObject({ code });
    expect(reply.body).not.toContain(CANARY);
    expect(output.lines().find(({ level }) => level === 'ERROR')).toMatchObject({
      operation: 'broken',
      correlation_id: JSON.parse(reply.body).correlation_id,
    });
    if (status === 500) expect(output.text()).not.toContain(CANARY);
  });

  test.each([
    ['a body that is not text', { body: false }],
    ['headers that are not an object', { headers: 0 }],
    ['no request context', { requestContext: undefined }],
  ])('an event with %s', async (_, more) => {
    const reply = await send(handlerThat(neverFails), 'POST /echo', more);

    expect(reply).toMatchObject({
      statusCode: 500,
      headers: { 'content-type': 'application/problem+json' },
    });
    expect(JSON.parse(reply.body)).toMatchObject({ code: 'INTERNAL_ERROR' });
    expect(reply.body).not.toContain('stack');
    expect(output.lines().find((line) => '_aws' in line)).toMatchObject({ requests: 1, failed: 1 });
  });

  test('an undefined event', async () => {
    const reply = await handlerThat(neverFails)(undefined, { awsRequestId: '1' } as LambdaContext);

    expect(JSON.parse(reply.body)).toMatchObject({ code: 'INTERNAL_ERROR' });
  });

  test('an unknown route', async () => {
    expect((await send(handlerThat(neverFails), 'GET /other')).statusCode).toBe(404);
  });
});

test('does not log body, query or headers of a request', async () => {
  const handler = handlerThat(neverFails);

  await send(handler, 'POST /echo', { body: JSON.stringify({ text: CANARY }) });
  await send(handler, 'POST /echo', {
    body: `{"wrong":"${CANARY}"}`,
    queryStringParameters: { token: CANARY },
  });
  await send(handler, 'POST /echo', { body: `{${CANARY}`, headers: { authorization: `Bearer ${CANARY}` } });

  expect(output.lines().filter(({ operation }) => operation === 'echo')).toHaveLength(3);
  expect(output.text()).not.toContain(CANARY);
});
