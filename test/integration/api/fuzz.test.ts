import { DeleteItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { API_ROUTES } from '../../../infra/service/api-routes.ts';
import { putSeed } from '../../../localstack/dev/seed/seed.ts';
import type { HttpReply, HttpRequest } from '../../support/api/api-gateway.ts';
import { type ApiUnderTest, apiUnderTest, secretTexts } from '../../support/api/api-under-test.ts';
import { type CapturedOutput, captureOutput } from '../../support/api/captured-output.ts';
import { FUZZ_CANARY, fuzzedRequests } from '../../support/api/fuzzed-requests.ts';
import { TEST_PREFIX } from '../../support/aws.ts';
import { MASTER_ROWS, masterSeed } from '../../support/master.ts';
import { SEED } from '../../support/seed.ts';

const REQUESTS = 10_000;
/** The gateway's answer if the authorizer refuses a caller. */
const FORBIDDEN = JSON.stringify({ message: 'Forbidden' });
/** Requests between two resets of the counters. Otherwise rate limits would answer nearly all. */
const BETWEEN_RESETS = 15;

const ROUTES = API_ROUTES.flatMap(({ routes }) => routes);

let api: ApiUnderTest;
let output: CapturedOutput;

beforeAll(async () => {
  api = await apiUnderTest();
  await putSeed(api.aws.client, TEST_PREFIX, masterSeed(Object.values(MASTER_ROWS)));
  output = captureOutput();
});
afterAll(async () => {
  output.stop();
  await api.close();
});

const emptyCounters = async (): Promise<void> => {
  const TableName = `${TEST_PREFIX}-rate-limits`;
  for await (const { Items = [] } of paginateScan({ client: api.aws.client }, { TableName })) {
    for (const { limit_id = { S: '' } } of Items)
      await api.aws.client.send(new DeleteItemCommand({ TableName, Key: { limit_id } }));
  }
};

/** The forbidden content of an answer; undefined if it has none. */
const problemOf = (request: HttpRequest, { status, headers, body }: HttpReply): string | undefined => {
  const where = `${request.method} ${request.target.slice(0, 200)} ${(request.body ?? '').slice(0, 300)}`;
  if (status >= 500) return `${status} for ${where}: ${body}`;
  if (/\bat .*\.(ts|mjs|js):\d+|node:internal|node_modules/.test(body)) {
    return `a stack trace for ${where}: ${body}`;
  }
  if (JSON.stringify(headers).includes('set-cookie')) return `a header of the caller's for ${where}`;
  if (status >= 400 && body.includes(FUZZ_CANARY) && !isEcho(request, body)) {
    return `what was sent for ${where}: ${body}`;
  }
  return undefined;
};

/**
 * Input may come back as the path, an unknown id or the name of an unknown field. The value of a field never comes back.
 */
const isEcho = ({ target }: HttpRequest, body: string): boolean =>
  target.includes(FUZZ_CANARY) || /Unrecognized key/.test(body);

let secrets: readonly string[] = [];

test(`${REQUESTS} malformed requests get no 5xx, no stack trace and no secret`, async () => {
  secrets = [...secretTexts(api), 'demo-access-token', 'demo-stranger-token'];
  const perRoute = Math.ceil(REQUESTS / ROUTES.length);
  const requests = ROUTES.flatMap((route, place) =>
    fc.sample(fuzzedRequests(route), { seed: SEED + place, numRuns: perRoute }),
  );
  const problems: string[] = [];
  const statuses = new Map<number, number>();
  let refusedByGateway = 0;
  let token = '';
  let isLoggedOut = false;
  for (const [place, request] of requests.entries()) {
    if (place % BETWEEN_RESETS === 0) await emptyCounters();
    if (place % BETWEEN_RESETS === 0 || isLoggedOut) token = await api.loginByPage();
    const reply = await api.gateway.send({
      ...request,
      headers: { ...request.headers, authorization: `Bearer ${token}` },
    });
    isLoggedOut = request.target.startsWith('/auth/logout') && reply.status === 200;
    statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
    if (reply.status === 403 && reply.body === FORBIDDEN) refusedByGateway += 1;
    const problem = problemOf(request, reply);
    if (problem !== undefined) problems.push(problem);
  }

  expect(problems.slice(0, 10), `seed ${SEED}`).toEqual([]);
  expect(requests.length).toBeGreaterThanOrEqual(REQUESTS);
  // The gateway let nearly all of them pass, so the routes themselves answered.
  expect(refusedByGateway).toBeLessThan(REQUESTS / 100);
  for (const status of [200, 400, 404]) expect(statuses.get(status) ?? 0, `${status}`).toBeGreaterThan(100);
});

test('the log has no input and no secret', () => {
  const logged = output.text();

  expect(logged.split('\n').length).toBeGreaterThan(REQUESTS / 2);
  expect(logged).not.toContain(FUZZ_CANARY);
  for (const secret of secrets) expect(logged).not.toContain(secret);
});
