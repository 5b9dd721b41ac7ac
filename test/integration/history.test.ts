import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommandLine } from '../../infra/cli/run.ts';
import { SessionFile } from '../../infra/cli/session-file.ts';
import { parseReplay } from '../../localstack/backtest/options.ts';
import { Progress } from '../../localstack/backtest/progress.ts';
import { type FinishedReplay, runReplay } from '../../localstack/backtest/run-replay.ts';
import { putSeed } from '../../localstack/dev/seed/seed.ts';
import { DEMO_TOKENS } from '../../localstack/engines/kite/accounts.ts';
import { type ApiUnderTest, apiUnderTest, secretTexts } from '../support/api/api-under-test.ts';
import { type CapturedOutput, captureOutput } from '../support/api/captured-output.ts';
import { TEST_PREFIX } from '../support/aws.ts';
import { MASTER_ROWS, masterSeed } from '../support/master.ts';

/*
 * A person downloads candles: the command line over HTTP, the whole API, the Kite simulator. The files then play in a
 * replay.
 */

let api: ApiUnderTest;
let output: CapturedOutput;
let front: Server;
let address: string;
let folder: string;
/** Requests for candles, the process of a command, and the request at which it is killed. */
const asked: string[] = [];
let running: ChildProcess | undefined;
let killAt: number | undefined;

beforeAll(async () => {
  api = await apiUnderTest();
  await putSeed(api.aws.client, TEST_PREFIX, masterSeed(Object.values(MASTER_ROWS)));
  output = captureOutput();
  front = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    if (url.startsWith('/candles/')) asked.push(url);
    if (asked.length === killAt) {
      killAt = undefined;
      running?.kill('SIGKILL');
      request.socket.destroy();
      return;
    }
    const sent = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    const reply = await api.gateway.send({ method, target: url, headers: Object.fromEntries(sent) });
    response.writeHead(reply.status, reply.headers);
    response.end(reply.body);
  });
  await new Promise<void>((listening) => front.listen(0, '127.0.0.1', listening));
  const bound = front.address();
  address = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}`;
  folder = mkdtempSync(join(tmpdir(), 'alpha-panda-history-'));
  new SessionFile(folder).save(address, {
    access_token: await api.login(),
    user_id: 'DEMO01',
    expires_at: '2100-01-01T00:30:00.000Z',
  });
});
afterAll(async () => {
  output.stop();
  rmSync(folder, { recursive: true, force: true });
  front.closeAllConnections();
  await new Promise((closed) => front.close(closed));
  await api.close();
});

const history = async (...args: readonly string[]) => {
  const written = { out: '', err: '' };
  const exitCode = await runCommandLine(['history', ...args], {
    environment: { ALPHA_PANDA_API: address, ALPHA_PANDA_CONFIG_DIR: folder },
    input: process.stdin,
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    // Pauses as long as the API's limit of three requests a second needs.
    time: { now: Date.now, sleep: (wait) => sleep(Math.min(wait, 350)), random: () => 0 },
  });
  return { exitCode, ...written };
};

const replay = async (file: string): Promise<FinishedReplay> => {
  const options = parseReplay([file, '--in-process', '--strategy', 'momentum'], {}, () => '1');
  if (options === undefined || options === 'help') throw new Error('the replay was not understood');
  const silent = new Progress({ isTTY: false, write: () => true });
  return runReplay(options, { progress: silent, say: () => {} });
};

/** Faults of the simulator's next requests for candles. */
const setFault = (kind: string, times: number) =>
  fetch(`${process.env.KITE_API_URL}/simulator/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind, times, path: '/instruments/historical' }),
  });

const RANGE = ['--from', '2026-06-01', '--to', '2026-08-31'] as const;

test('a history of the simulator is whole, plays in a replay, and is the same compressed', async () => {
  const plain = join(folder, 'infy.csv');
  const packed = join(folder, 'infy.csv.gz');

  const range = ['--from', '2026-06-01', '--to', '2026-09-30', '--interval', '5minute'] as const;
  const first = await history('NSE:INFY', ...range, '--out', plain);
  const second = await history('408065', ...range, '--out', packed);

  expect(first.exitCode, first.err).toBe(0);
  expect(second.exitCode, second.err).toBe(0);
  expect(gunzipSync(readFileSync(packed)).equals(readFileSync(plain))).toBe(true);
  expect(first.out).toContain('NSE:INFY, 5minute: ');
  expect(first.out).not.toMatch(/missing|without candles|days without a session/);
  expect(readdirSync(folder).toSorted()).toEqual(['infy.csv', 'infy.csv.gz', 'sessions.json']);

  const [played, again] = [await replay(plain), await replay(packed)];
  expect(played.outcome.result.ticks).toBeGreaterThan(10_000);
  expect(played.outcome.result.fills).toBeGreaterThan(0);
  expect({ ...again.outcome.result, wallMs: 0 }).toEqual({ ...played.outcome.result, wallMs: 0 });
  expect(played.warnings.join()).not.toMatch(/calendar|watches/);
  const [file] = played.source.files();
  expect(JSON.stringify(file)).not.toMatch(/"(gaps|outOfSession|missingDays)":[1-9]/);
});

test('faults of Kite are repeated: 429, 502 with HTML, HTML with 200, a connection that is cut', async () => {
  for (const kind of ['too_many_requests', 'bad_gateway', 'html_page', 'connection_cut']) {
    await setFault(kind, 1);
  }
  const file = join(folder, 'faults.csv');

  const { exitCode, err } = await history(
    'NSE:INFY',
    '--from',
    '2026-08-03',
    '--out',
    file,
    '--to',
    '2026-08-04',
  );

  expect(err).toContain('RATE_LIMITED: try ');
  expect(err.match(/ZERODHA_UNAVAILABLE: try/g)).toHaveLength(3);
  expect(exitCode).toBe(0);
});

test('a token that Kite refuses ends the command with the remedy, and the next login continues', async () => {
  const file = join(folder, 'refused.csv');
  await setFault('token_refused', 1);

  const { exitCode, err } = await history('NSE:INFY', ...RANGE, '--out', file);
  expect(exitCode, err).toBe(3);
  expect(err).toContain('Kite no longer accepts the token of your session; log in again');

  expect((await history('NSE:INFY', ...RANGE, '--out', file)).exitCode).toBe(0);
});

test('a command that is killed at its third part fetches that part alone', async () => {
  const whole = join(folder, 'whole.csv');
  const killed = join(folder, 'killed.csv');
  const days = ['--from', '2026-04-01', '--to', '2026-08-31'] as const;
  expect((await history('NSE:INFY', ...days, '--out', whole)).exitCode).toBe(0);

  killAt = asked.length + 3;
  running = spawn(process.execPath, ['infra/cli/main.ts', 'history', 'NSE:INFY', ...days, '--out', killed], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, ALPHA_PANDA_API: address, ALPHA_PANDA_CONFIG_DIR: folder },
    stdio: 'ignore',
  });
  expect((await once(running, 'exit'))[1]).toBe('SIGKILL');
  expect(readdirSync(folder)).toContain('killed.csv.parts');
  expect(readdirSync(folder)).not.toContain('killed.csv');
  const before = asked.length;

  expect((await history('NSE:INFY', ...days, '--out', killed)).exitCode).toBe(0);

  expect(asked.slice(before)).toHaveLength(1);
  expect(readFileSync(killed).equals(readFileSync(whole))).toBe(true);
});

test('what Kite refuses is told in its words', async () => {
  const { exitCode, err } = await history('4294967041', '--from', '2026-08-03', '--to', '2026-08-04');

  expect(exitCode, err).toBe(1);
  expect(err).toContain('ZERODHA_REFUSED: Kite answered 400 InputException: invalid token');
});

test('neither logs nor files have the token of the broker or a secret', () => {
  const texts = [
    output.text(),
    ...readdirSync(folder)
      .filter((name) => name.endsWith('.csv'))
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  ];
  for (const secret of [DEMO_TOKENS.user, ...secretTexts(api)]) {
    for (const text of texts) expect(text).not.toContain(secret);
  }
});
