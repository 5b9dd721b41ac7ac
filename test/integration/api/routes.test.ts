import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { API_ROUTES } from '../../../infra/service/api-routes.ts';
import { putSeed } from '../../../localstack/dev/seed/seed.ts';
import { totpCode, totpStep } from '../../../shared/auth/totp.ts';
import { deadLetterId } from '../../../shared/dead-letters/item.ts';
import { stageLetterItem } from '../../../shared/dead-letters/table.ts';
import { PoisonError } from '../../../shared/errors.ts';
import { formatOrigin } from '../../../shared/events/origin.ts';
import { redriveTopic, SHARED_TOPICS, topicsFor } from '../../../shared/events/topics.ts';
import { deadLetterOf } from '../../../shared/kernel/dead-letter.ts';
import type { HttpReply } from '../../support/api/api-gateway.ts';
import { type ApiUnderTest, apiUnderTest, type CallOptions } from '../../support/api/api-under-test.ts';
import { type CapturedOutput, captureOutput } from '../../support/api/captured-output.ts';
import { tradeSession } from '../../support/api/traded-session.ts';
import { TEST_PREFIX } from '../../support/aws.ts';
import { record } from '../../support/records.ts';

/*
 * Every documented route is called and gives a documented answer. The last test fails if a route was not called.
 */

const ROUTES = new Map(
  API_ROUTES.flatMap(({ routes }) => routes.map((route) => [route.operation, route] as const)),
);
const FILLED = topicsFor('paper').ordersFilled.name;
/** The risk-manager's item of an account beyond its daily loss. */
const LOSS = {
  broker: 'paper',
  latched: true,
  latch_id: 'cc5c3a53-0a0b-5d19-9d4a-6ad17b8a1c11',
  latched_at: '2026-06-16T04:30:00.000Z',
  loss: 500_001,
  limit: 500_000,
  updated_at: '2026-06-16T04:30:00.000Z',
  sequence: 1,
};

let api: ApiUnderTest;
let output: CapturedOutput;
let token: string;
const exercised = new Set<string>();

const bad = record({ topic: FILLED, partition: 0, offset: 3, value: Buffer.from('{"not":"an event"}') });
const LETTER = deadLetterId(bad, 'paper.portfolio-manager', bad);

const putDeadLetter = async (): Promise<void> => {
  const letter = deadLetterOf(
    bad,
    'paper.portfolio-manager',
    new PoisonError('UNKNOWN_TYPE', 'event type undefined is unknown'),
    formatOrigin({ upstream: `paper.portfolio-manager/${FILLED}-0`, epoch: 1, offset: 3, index: 0 }),
  );
  await putSeed(api.aws.client, TEST_PREFIX, [
    {
      table: 'dead-letters',
      item: stageLetterItem(letter, { at: Date.now(), now: undefined, retentionDays: 365 }),
    },
  ]);
};

beforeAll(async () => {
  api = await apiUnderTest();
  output = captureOutput();
  await tradeSession(api.aws.client, TEST_PREFIX, Date.now());
  await putDeadLetter();
  token = await api.login();
});
afterAll(async () => {
  output.stop();
  await api.close();
});

/** Calls an operation, and checks the answer against its documentation. */
const exercise = async (
  operation: string,
  options: CallOptions & {
    readonly params?: Readonly<Record<string, string>>;
    readonly query?: string;
    readonly version?: number;
  } = {},
): Promise<HttpReply> => {
  const route = ROUTES.get(operation);
  if (route === undefined) throw new Error(`no operation ${operation}`);
  const path = Object.entries(options.params ?? {}).reduce(
    (target, [name, value]) => target.replace(`{${name}}`, encodeURIComponent(value)),
    route.path,
  );
  const reply = await api.call(route.method, `${path}${options.query ?? ''}`, {
    ...(route.access === 'session' ? { token } : {}),
    ...options,
    headers: {
      ...(options.version === undefined ? {} : { 'if-match': `"${options.version}"` }),
      ...options.headers,
    },
  });
  expect({ operation, status: reply.status, body: reply.status < 300 ? '' : reply.body }).toEqual({
    operation,
    status: route.status,
    body: '',
  });
  const body: unknown = route.produces === 'text/html' ? reply.body : reply.json();
  expect(route.reply.safeParse(body).error?.message).toBeUndefined();
  expect(reply.headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
  exercised.add(operation);
  return reply;
};

const paper = { params: { broker: 'paper' } };
const listed = z.object({
  items: z.array(z.record(z.string(), z.unknown())),
  next_cursor: z.string().optional(),
});
const versioned = z.object({ version: z.int() });

const versionOf = async (operation: string, params: Readonly<Record<string, string>>): Promise<number> =>
  versioned.parse((await exercise(operation, { params })).json()).version;

test('health: liveness, readiness and the OpenAPI document', async () => {
  expect((await exercise('getHealth')).json()).toMatchObject({ status: 'ok' });
  expect((await exercise('getReadiness')).json()).toMatchObject({ ready: true });
  expect((await exercise('getOpenApi')).json()).toMatchObject({ openapi: expect.stringMatching(/^3\.1\./) });
});

test('logins: pages, address, token, request token, status', async () => {
  expect((await exercise('getLoginPage')).body).toContain('<button');
  expect((await exercise('getLoginCallback')).body).toContain('<html');
  await exercise('login', { body: { provider: 'zerodha', broker_access_token: 'demo-access-token' } });
  await exercise('getLoginUrl', {
    query: `?code_challenge=${createHash('sha256').update('x').digest('base64url')}`,
  });
  token = await api.loginByPage();
  exercised.add('loginWithRequestToken');
  const status = await exercise('getSessionStatus', { token, query: '?verify=true' });
  expect(status.json()).toMatchObject({
    state: 'authenticated',
    login_method: 'request_token',
    verified: true,
  });
});

test('portfolio: totals, positions by page, the series of the day', async () => {
  expect((await exercise('getPortfolio', paper)).json()).toMatchObject({ broker: 'paper' });
  const first = listed.parse((await exercise('listPositions', { ...paper, query: '?limit=2' })).json());
  const second = listed.parse(
    (await exercise('listPositions', { ...paper, query: `?limit=2&cursor=${first.next_cursor}` })).json(),
  );
  expect(second.items).toHaveLength(2);
  expect(second.items).not.toEqual(first.items);
  const pnl = listed.parse((await exercise('listPnl', paper)).json());
  expect(pnl.items.map(({ at }) => String(at))).toEqual(pnl.items.map(({ at }) => String(at)).toSorted());
});

test('orders, fills, verdicts, and the trace of one fill', async () => {
  await exercise('listOrders', paper);
  await exercise('listSignals', paper);
  const fills = listed.parse((await exercise('listFills', { ...paper, query: '?limit=1' })).json());
  const correlation_id = String(fills.items[0]?.correlation_id);
  const trace = (await exercise('getTrace', { params: { correlation_id } })).json();
  expect(JSON.stringify(trace)).toMatch(/market_tick.*trading_signal.*validated_signal.*order_filled/);
});

test('a second factor: enrollment, step-up, and a stop token', async () => {
  const enrolled = await exercise('enrolSecondFactor', { body: {} });
  const { secret } = z.object({ secret: z.string() }).parse(enrolled.json());
  const step = totpStep(Date.now());
  await exercise('confirmSecondFactor', { body: { code: totpCode(secret, step) } });
  await exercise('stepUp', { body: { code: totpCode(secret, step + 1) } });

  const made = await exercise('makeStopCredential', { body: { label: 'phone' } });
  const stop = z.object({ credential_id: z.string(), token: z.string() }).parse(made.json());
  expect((await exercise('stop', { ...paper, token: stop.token })).json()).toEqual({ engaged: true });
  for (const [method, path] of [
    ['GET', '/strategies'],
    ['POST', '/risk/paper/kill-switch/release'],
  ] as const)
    expect((await api.call(method, path, { token: stop.token })).status).toBe(403);
  const { items } = listed.parse((await exercise('listStopCredentials')).json());
  expect(items).toMatchObject([{ label: 'phone', state: 'active', last_used_at: expect.any(String) }]);
  await exercise('revokeStopCredential', { params: { credential_id: stop.credential_id } });
  expect((await api.call('POST', '/stop/paper', { token: stop.token })).status).toBe(403);
  for (const text of [secret, stop.token.split('.').at(-1) ?? '']) expect(output.text()).not.toContain(text);
});

test('instruments: searched, and one by its name', async () => {
  const { items } = listed.parse((await exercise('searchInstruments', { query: '?q=infy&limit=1' })).json());
  expect(items).toMatchObject([{ contract: 'NSE:INFY', instrument_token: 408065 }]);
  const got = await exercise('getInstrument', { params: { contract: 'NSE:INFY' } });
  expect(got.json()).toMatchObject({ instrument_token: 408065, lot_size: 1 });
});

test('historical candles of Kite with the token of the session', async () => {
  await exercise('getCandles', {
    params: { instrument_token: '408065' },
    query: '?interval=day&from=2026-11-02&to=2026-11-06',
  });
});

test('strategies: from creation to live clearance and back', async () => {
  const strategy_id = 'documented';
  const params = { strategy_id };
  await exercise('listStrategyTypes');
  await exercise('listStrategies');
  const content = {
    type: 'low_frequency',
    instruments: [738561, 'NSE:INFY'],
    parameters: { every_ticks: 50, quantity: 1 },
  };
  const created = await exercise('createStrategy', { body: { strategy_id, ...content } });
  expect(created.json()).toMatchObject({ instruments: [738561, 408065], contracts: { 'NSE:INFY': 408065 } });
  const version = () => versionOf('getStrategy', params);
  await exercise('updateStrategy', {
    params,
    version: await version(),
    body: { ...content, parameters: { every_ticks: 60, quantity: 1 } },
  });
  await exercise('enableStrategy', { params, version: await version() });
  const cleared = await exercise('setLiveClearance', {
    params,
    version: await version(),
    body: { cleared: true, confirm_strategy_id: strategy_id },
  });
  expect(cleared.json()).toMatchObject({ zerodha_trading_enabled: true });
  await exercise('disableStrategy', { params });
});

test('risk: limits, kill switch, the day’s loss', async () => {
  await exercise('setLimits', {
    ...paper,
    version: await versionOf('getLimits', paper.params),
    body: { max_order_notional: 100_000 },
  });
  await exercise('engageKillSwitch', { ...paper, body: { reason: 'looks wrong' } });
  expect((await exercise('getKillSwitch', paper)).json()).toMatchObject({ engaged: true, by: 'DEMO01' });
  await exercise('releaseKillSwitch', {
    ...paper,
    version: await versionOf('getKillSwitch', paper.params),
    body: { reason: 'looks right' },
  });
  await putSeed(api.aws.client, TEST_PREFIX, [{ table: 'daily-losses', item: LOSS }]);
  const { latch_id } = LOSS;
  expect((await exercise('getDailyLoss', paper)).json()).toMatchObject({ latched: true, latch_id });
  await exercise('releaseDailyLoss', { ...paper, body: { latch_id, reason: 'seen' } });
});

test('dead letters: listed, read, redriven', async () => {
  expect(JSON.stringify((await exercise('listDeadLetterTopics')).json())).toContain(FILLED);
  const params = { topic: FILLED };
  expect(listed.parse((await exercise('listDeadLetters', { params })).json()).items).toHaveLength(1);
  const letter = await exercise('getDeadLetter', { params: { ...params, dead_letter_id: LETTER } });
  expect(letter.body).toContain(Buffer.from('{"not":"an event"}').toString('base64'));
  const asked = await exercise('redriveDeadLetters', {
    body: { topic: FILLED, dead_letter_ids: [LETTER], reason: 'mended' },
  });
  expect(asked.json()).toMatchObject({ redrives: 1, skipped: [] });
  const [command] = await api.kafka.read(redriveTopic('paper').name, 1);
  expect(JSON.parse(String(command?.value))).toMatchObject({
    type: 'redrive_requested',
    data: { topic: FILLED, dead_letter_id: LETTER, actor: { user_id: 'DEMO01' }, reason: 'mended' },
  });
});

test('every change is on the topic of operators’ actions, with its user', async () => {
  await exercise('listOperatorActions');
  const events = await api.kafka.read(SHARED_TOPICS.operatorActions.name, 18);
  const told = events.map(({ value }) => JSON.parse(String(value)).data);

  expect(told).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ action: 'session_started', subject: 'DEMO01' }),
      expect.objectContaining({ action: 'strategy_cleared_for_live', subject: 'documented' }),
      expect.objectContaining({ action: 'kill_switch_engaged', broker: 'paper', reason: 'looks wrong' }),
      expect.objectContaining({ action: 'risk_limits_changed' }),
    ]),
  );
  for (const { actor } of told) expect(actor.user_id).toBe('DEMO01');
});

test('logging out', async () => {
  await exercise('logout', { body: { at_broker: true } });
  expect((await api.call('GET', '/strategies', { token })).status).toBe(403);
});

test('no documented route was left out', () => {
  expect([...exercised].toSorted()).toEqual([...ROUTES.keys()].toSorted());
});
