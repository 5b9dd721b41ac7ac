import { createServer, type RequestListener } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { deployedCandles } from '../../../../functions/history/adapters/deployed-candles.ts';
import { accountId } from '../../../../shared/auth/current-session.ts';
import { parsePublicKeys } from '../../../../shared/auth/public-keys.ts';
import type { SessionContent } from '../../../../shared/auth/session-item.ts';
import { sealSession } from '../../../../shared/auth/session-seal.ts';
import { signingKeys } from '../../../../shared/auth/signing-keys.ts';
import { tokenCipher } from '../../../../shared/auth/token-cipher.ts';
import { readSettings } from '../../../../shared/settings/settings.ts';
import {
  ENDS_AT,
  keyText,
  LOGIN_AT,
  MemoryKeys,
  OTHER_SESSION,
  SESSION,
  sessionContent,
  USER,
} from '../../../shared/auth/fixtures.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const BROKER_TOKEN = 'canary-broker-token-91f2';
const API_KEY = 'app-key';
const API_SECRET = 'canary-app-secret-02aa';

const SETTINGS = {
  STAGE: 'local',
  TABLE_PREFIX: 'test',
  KAFKA_BROKERS: 'b:9092',
  JWT_PUBLIC_SECRET_ID: 'public',
  SESSION_SECRET_ID: 'sessions',
  ZERODHA_SECRET_ID: 'zerodha',
};

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A logged-in user of a deployment whose Kite is a server on loopback. */
const setUp = async (listener: RequestListener, content: Partial<SessionContent> = {}) => {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    listener(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;

  const signing = new MemoryKeys();
  const sessionKeys = new MemoryKeys('s1');
  const binding = {
    account_id: accountId(USER),
    user_id: USER,
    session_id: SESSION,
    expires_at: new Date(ENDS_AT).toISOString(),
  };
  const broker_token = await tokenCipher(sessionKeys).seal(BROKER_TOKEN, binding);
  const unsealed = { ...sessionContent({ broker_token, ...content }), version: 1 };
  const published = { find: async (id: string) => parsePublicKeys('public', signing.publicText()).get(id) };
  const seal = await sealSession(
    signingKeys(signing, { ...published, isEmpty: async () => false }),
    unsealed,
  );
  const secrets: Readonly<Record<string, string>> = {
    public: signing.publicText(),
    sessions: JSON.stringify({ current: 's1', s1: keyText('s1') }),
    zerodha: JSON.stringify({ api_key: API_KEY, api_secret: API_SECRET }),
  };
  const clock = new ManualClock(LOGIN_AT);
  const environment = { ...SETTINGS, KITE_API_URL: url };
  const candles = deployedCandles({
    tables: { get: async () => ({ ...unsealed, seal }) },
    settings: readSettings(environment),
    environment,
    clock,
    readSecret: async (id) => secrets[id] ?? '',
  });
  return { candles, clock, seen };
};

const REQUEST = {
  instrumentToken: 408_065,
  interval: 'day',
  from: '2026-11-23',
  to: '2026-11-24',
  continuous: false,
  oi: false,
} as const;

const CANDLES: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({
      status: 'success',
      data: { candles: [['2026-11-23T00:00:00+0530', 100, 101, 99, 100.5, 12]] },
    }),
  );
};

const refuses =
  (status: number, error_type: string): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: 'error', error_type, message: `about ${BROKER_TOKEN}` }));
  };

const HOLDER = { userId: USER, sessionId: SESSION };

describe('candles of a deployment', () => {
  test('come from Kite with the key of the app and the token of the session', async () => {
    const { candles, seen } = await setUp(CANDLES);

    expect(await candles(HOLDER, REQUEST)).toEqual([['2026-11-22T18:30:00.000Z', 100, 101, 99, 100.5, 12]]);
    expect(seen).toEqual([`token ${API_KEY}:${BROKER_TOKEN}`]);
  });

  test('are not asked for with the token of a login that replaced the session', async () => {
    const { candles, seen } = await setUp(CANDLES);

    await expect(candles({ ...HOLDER, sessionId: OTHER_SESSION }, REQUEST)).rejects.toMatchObject({
      problem: 'SESSION_NOT_FOUND',
    });
    expect(seen).toEqual([]);
  });

  test('are not asked for after the session has expired or ended', async () => {
    const { candles, clock, seen } = await setUp(CANDLES);
    clock.advance(ENDS_AT - LOGIN_AT);
    const ended = await setUp(CANDLES, { state: 'ended', broker_token: undefined });

    for (const ask of [candles, ended.candles]) {
      await expect(ask(HOLDER, REQUEST)).rejects.toMatchObject({ problem: 'SESSION_NOT_FOUND' });
    }
    expect([...seen, ...ended.seen]).toEqual([]);
  });

  test.each([
    [403, 'TokenException', 'INVALID_CREDENTIALS'],
    [400, 'InputException', 'ZERODHA_REFUSED'],
    [429, 'NetworkException', 'RATE_LIMITED'],
  ])('refused with %s %s are the problem %s, without the token', async (status, type, problem) => {
    const { candles } = await setUp(refuses(status, type));

    const thrown: unknown = await candles(HOLDER, REQUEST).catch((error: unknown) => error);

    expect(thrown).toMatchObject({ problem });
    const everything = inspect(thrown, { depth: 20, showHidden: true });
    expect(everything).not.toContain(BROKER_TOKEN);
    expect(everything).not.toContain(API_SECRET);
  });

  test('cannot be wired with another address outside of the local stage', () => {
    const environment = {
      ...SETTINGS,
      STAGE: 'prod',
      KAFKA_AUTH: 'iam',
      KITE_API_URL: 'https://kite.example',
    };

    expect(() =>
      deployedCandles({
        tables: { get: async () => undefined },
        settings: readSettings(environment),
        environment,
        clock: new ManualClock(),
      }),
    ).toThrow('only the local stage may set KITE_API_URL');
  });
});
