import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { KiteConnect } from 'kiteconnect';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { DEMO_APP, DEMO_TOKENS } from '../../../../localstack/engines/kite/accounts.ts';
import { instrumentsCsv } from '../../../../localstack/engines/kite/instruments/instruments-csv.ts';
import { instrumentsOn } from '../../../../localstack/engines/kite/instruments/list-instruments.ts';
import { kiteCommand } from '../../../../localstack/engines/kite/options.ts';
import { startSimulator } from '../../../../localstack/engines/kite/simulator.ts';
import { istDate } from '../../../../shared/market/calendar.ts';

const INFY = 408065;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kite-simulator-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const clientOf = (root: string) =>
  new KiteConnect({ api_key: DEMO_APP.apiKey, access_token: DEMO_TOKENS.user, root });

const start = (args: readonly string[], onEnd: (error?: unknown) => void = () => undefined) =>
  startSimulator(kiteCommand(['--port', '0', ...args]), onEnd);

/** Subscribes to a token on the ticker. */
const subscribe = async (url: string, token: number): Promise<WebSocket> => {
  const query = new URLSearchParams({ api_key: DEMO_APP.apiKey, access_token: DEMO_TOKENS.user });
  const socket = new WebSocket(`${url.replace('http', 'ws')}?${query}`);
  await new Promise((opened, failed) => socket.once('open', opened).once('error', failed));
  socket.send(JSON.stringify({ a: 'subscribe', v: [token] }));
  return socket;
};

const FILE = `date,open,high,low,close,volume
2022-06-16T09:15:00+0530,1440,1442,1439,1441,10
2022-06-16T09:16:00+0530,1441,1443,1440,1442.5,20
`;

it('plays a file to the client that subscribes, and serves its candles on its day', async () => {
  const path = join(folder, 'infy.csv');
  writeFileSync(path, FILE);
  const list = join(folder, 'instruments.csv');
  writeFileSync(list, instrumentsCsv(instrumentsOn(Date.now())));
  const ended = Promise.withResolvers<unknown>();
  const simulator = await start(
    [path, '--pace', 'max', '--instrument', 'NSE:INFY', '--instruments-file', list],
    ended.resolve,
  );
  const client = clientOf(simulator.url);
  const before = await client.getInstruments('NSE');
  const socket = await subscribe(simulator.url, INFY);
  const error = await ended.promise;
  const quote = await client.getQuote(['NSE:INFY']);
  const candles = await client.getHistoricalData(INFY, 'minute', '2022-06-16', '2022-06-17');
  socket.terminate();
  await simulator.close();

  expect(error).toBeUndefined();
  expect(before[0]).toMatchObject({ tradingsymbol: 'INFY', instrument_token: String(INFY) });
  expect(quote['NSE:INFY']).toMatchObject({ last_price: 1_442.5, ohlc: { open: 1_440 } });
  expect(candles.map(({ close }) => close)).toEqual([1_441, 1_442.5]);
});

it('refuses a file that it cannot read', async () => {
  await expect(start([join(folder, 'none.csv')])).rejects.toMatchObject({ code: 'NO_SUCH_FILE' });
});

it('runs as a command, and ends on SIGTERM', async () => {
  const main = resolve(import.meta.dirname, '../../../../localstack/engines/kite/main.ts');
  const child = spawn(process.execPath, [
    main,
    '--port',
    '0',
    '--rows',
    '9000',
    '--faults',
    'a',
    '--fault-rate',
    '1e-9',
  ]);
  const line = await new Promise<string>((read) =>
    createInterface({ input: child.stdout }).once('line', read),
  );
  const urls = JSON.parse(line) as Record<string, string>;
  const rows = await clientOf(urls.kite_api_url ?? '').getInstruments();
  const ended = new Promise<number | null>((end) => child.once('exit', (code) => end(code)));
  child.kill('SIGTERM');

  expect(urls.kite_ticker_url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
  // The line break behind the last row is a row for Kite's client.
  expect(rows).toHaveLength(9_001);
  expect(await ended).toBe(0);
}, 30_000);

it('writes an instruments file and ends', async () => {
  const main = resolve(import.meta.dirname, '../../../../localstack/engines/kite/main.ts');
  const path = join(folder, 'instruments.csv.gz');
  const child = spawn(process.execPath, [main, '--write-instruments', path, '--rows', '500']);
  const texts: string[] = [];
  child.stdout.on('data', (text) => texts.push(String(text)));
  const code = await new Promise<number | null>((end) => child.once('exit', end));

  expect([code, texts.join('')]).toEqual([0, `${path}: 500 instruments of ${istDate(Date.now())}.\n`]);
}, 30_000);
