import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Time } from '../../../../infra/cli/command.ts';
import { dateOfDay, dayOfDate, weekday } from '../../../../shared/market/ist.ts';
import { commandUnderTest } from '../support/command-under-test.ts';
import type { Answers, Received } from '../support/fake-api.ts';

/** Monday 2026-11-30, 10:00:30 in India. */
const NOW = Date.parse('2026-11-30T04:30:30.000Z');

class FakeTime implements Time {
  at = NOW;
  readonly slept: number[] = [];
  now = () => this.at;
  sleep = async (milliseconds: number) => {
    this.slept.push(milliseconds);
    this.at += milliseconds;
  };
  random = () => 0.5;
}

const INFY = {
  contract: 'NSE:INFY',
  instrument_token: 408_065,
  exchange: 'NSE',
  tradingsymbol: 'INFY',
  segment: 'NSE',
  type: 'EQ',
  lot_size: 1,
  tick_size: 0.05,
  products: ['MIS', 'CNC'],
  closing_auction: false,
  is_expired: false,
  day: '2026-11-30',
} as const;

type Row = [string, number, number, number, number, number, number?];

/** One day candle for each weekday of a request, or three minutes of it. */
const candlesOf = ({ interval, from = '', to = '', oi }: Received['query'], asOf: number): Row[] => {
  const rows: Row[] = [];
  for (let day = dayOfDate(from); day <= dayOfDate(to); day += 1) {
    if (weekday(day) === 0 || weekday(day) === 6) continue;
    const clocks = interval === 'day' ? ['00:00'] : ['09:15', '09:16', '09:17'];
    for (const clock of clocks) {
      const start = new Date(`${dateOfDay(day)}T${clock}:00.000+05:30`);
      if (start.getTime() > asOf) continue;
      rows.push([start.toISOString(), 100, 101.5, 99, 100.25, 1_200, ...(oi === 'true' ? [50] : [])] as Row);
    }
  }
  return rows;
};

type Answer = Extract<Answers[string], (request: Received) => unknown>;

const candles =
  (time: Time): Answer =>
  ({ query }) => ({
    body: {
      instrument_token: 408_065,
      interval: query.interval,
      as_of: new Date(time.now()).toISOString(),
      candles: candlesOf(query, time.now()),
    },
  });

const CANDLES = 'GET /candles/408065';

const setUp = async (answers: Answers = {}, options: { readonly isErrorTerminal?: boolean } = {}) => {
  const time = new FakeTime();
  const command = await commandUnderTest(
    {
      'GET /instruments/NSE%3AINFY': { body: INFY },
      'GET /instruments/408065': { body: INFY },
      [CANDLES]: candles(time),
      ...answers,
    },
    true,
    { time, ...options },
  );
  const out = join(command.folder, 'infy.csv');
  return {
    ...command,
    time,
    out,
    /** The days of the requests for candles. */
    asked: () =>
      command.api.received
        .filter(({ key }) => key === CANDLES)
        .map(({ query }) => `${query.from} ${query.to}`),
  };
};

const linesOf = (text: string): readonly string[] => text.trimEnd().split('\n');

const HISTORY = ['history', 'NSE:INFY', '--from', '2026-07-01'] as const;

describe('history', () => {
  test('asks for sixty days at a time and writes a file that names its instrument', async () => {
    const { run, out, asked, time } = await setUp();

    const { exitCode, err, out: printed } = await run([...HISTORY, '--to', '2026-10-31', '--out', out]);

    expect(asked()).toEqual(['2026-07-01 2026-08-29', '2026-08-30 2026-10-28', '2026-10-29 2026-10-31']);
    const [header, first, ...rest] = linesOf(readFileSync(out, 'utf8'));
    expect(header).toBe('date,open,high,low,close,volume,instrument_token,exchange,tradingsymbol');
    expect(first).toBe('2026-07-01T09:15:00+05:30,100,101.5,99,100.25,1200,408065,NSE,INFY');
    expect(rest).toHaveLength(88 * 3 - 1);
    expect(linesOf(err)).toEqual([
      '1 of 3: 2026-07-01 to 2026-08-29, 129 candles',
      '2 of 3: 2026-08-30 to 2026-10-28, 129 candles',
      '3 of 3: 2026-10-29 to 2026-10-31, 6 candles',
    ]);
    expect(printed).toContain(
      'NSE:INFY, minute: 264 candles on 88 days, 2026-07-01 09:15 to 2026-10-30 09:17',
    );
    expect(exitCode).toBe(0);
    expect(time.slept).toHaveLength(2);
    expect(readdirSync(join(out, '..')).filter((name) => name.startsWith('infy'))).toEqual(['infy.csv']);
  });

  test('writes open interest and compresses by the name of the file', async () => {
    const { run, out } = await setUp();

    await run([...HISTORY, '--interval', 'day', '--to', '2026-07-02', '--oi', '--out', `${out}.gz`]);

    expect(linesOf(gunzipSync(readFileSync(`${out}.gz`)).toString())).toEqual([
      'date,open,high,low,close,volume,oi,instrument_token,exchange,tradingsymbol',
      '2026-07-01T00:00:00+05:30,100,101.5,99,100.25,1200,50,408065,NSE,INFY',
      '2026-07-02T00:00:00+05:30,100,101.5,99,100.25,1200,50,408065,NSE,INFY',
    ]);
  });

  test('ends today, and leaves out the candle that is not finished', async () => {
    const { run, out, asked, time } = await setUp();
    time.at = Date.parse('2026-11-30T03:46:30.000Z');

    const { out: printed } = await run(['history', '408065', '--from', '2026-11-27', '--out', out]);

    expect(asked()).toEqual(['2026-11-27 2026-11-30']);
    expect(linesOf(readFileSync(out, 'utf8')).at(-1)).toMatch(/^2026-11-30T09:15:00/);
    expect(printed).toContain('left out: the candle of 2026-11-30 09:16, which is not finished');
  });

  test('with --json prints what the file has and lacks', async () => {
    const { run, out } = await setUp();

    const { out: printed } = await run([
      ...['history', 'NSE:INFY', '--from', '2026-11-23', '--to', '2026-11-26', '--interval', 'day'],
      ...['--out', out, '--json'],
    ]);

    expect(JSON.parse(printed)).toMatchObject({
      contract: 'NSE:INFY',
      instrument_token: 408_065,
      candles: 4,
      first: '2026-11-22T18:30:00.000Z',
      gaps: { missingDays: [], unexpectedDays: ['2026-11-24'] },
    });
  });

  test('at a terminal writes its progress on one line', async () => {
    const { run, out } = await setUp({}, { isErrorTerminal: true });

    const { err } = await run([...HISTORY, '--to', '2026-10-31', '--out', out]);

    expect(err.match(/\r/g)).toHaveLength(3);
    expect(linesOf(err)).toHaveLength(1);
    expect(err).toContain('3 of 3: 2026-10-29 to 2026-10-31, 6 candles, 264 in all\n');
  });
});

describe('history continues', () => {
  test('after an interruption with the parts that it lacks', async () => {
    let answers = 0;
    const time = new FakeTime();
    const { run, out, asked, api } = await setUp({
      [CANDLES]: (request) => {
        answers += 1;
        if (answers === 3) return { status: 401, body: { code: 'INVALID_CREDENTIALS', detail: 'log in' } };
        return candles(time)(request);
      },
    });
    const args = [...HISTORY, '--to', '2026-10-31', '--out', out];

    const failed = await run(args);
    expect(failed.exitCode).toBe(3);
    expect(failed.err).toContain(
      'INVALID_CREDENTIALS: log in; 2 of 3 parts are kept: the same command continues',
    );
    expect(existsSync(out)).toBe(false);
    const before = api.received.length;

    const { exitCode, err } = await run(args);

    expect(exitCode).toBe(0);
    expect(asked().slice(3)).toEqual(['2026-10-29 2026-10-31']);
    expect(api.received.length - before).toBe(2);
    expect(err).toContain('1 of 3: 2026-07-01 to 2026-08-29, 129 candles (kept)');
    expect(linesOf(readFileSync(out, 'utf8'))).toHaveLength(265);
    expect(existsSync(`${out}.parts`)).toBe(false);
  });

  test('and fetches a part again that was fetched before its last day was over, or that is cut', async () => {
    const time = new FakeTime();
    let isFull = false;
    const { run, out, asked } = await setUp({
      [CANDLES]: (request) =>
        request.query.to === '2026-11-30' && !isFull
          ? { status: 422, body: { code: 'ZERODHA_REFUSED', detail: 'no' } }
          : candles(time)(request),
    });
    const args = ['history', 'NSE:INFY', '--from', '2026-08-01', '--out', out];
    await run(args);
    isFull = true;
    const [cut = ''] = readdirSync(`${out}.parts`).filter((name) => name.startsWith('2026-08-01'));
    writeFileSync(join(`${out}.parts`, cut), '[["2026-08');

    await run(args);

    expect(asked()).toEqual([
      ...['2026-08-01 2026-09-29', '2026-09-30 2026-11-28', '2026-11-29 2026-11-30'],
      ...['2026-08-01 2026-09-29', '2026-11-29 2026-11-30'],
    ]);
    expect(linesOf(readFileSync(out, 'utf8')).at(-1)).toMatch(/^2026-11-30T09:17:00/);
  });

  test('not with the parts of another request', async () => {
    const { run, out } = await setUp({
      [CANDLES]: ({ query }) =>
        query.from === '2026-07-01'
          ? candles(new FakeTime())({ query } as Received)
          : { status: 422, body: { code: 'ZERODHA_REFUSED', detail: 'no' } },
    });
    await run([...HISTORY, '--to', '2026-10-31', '--out', out]);

    const { exitCode, err } = await run([...HISTORY, '--to', '2026-10-31', '--out', out, '--oi']);

    expect(exitCode).toBe(2);
    expect(err).toContain('infy.csv.parts has parts of another request, whose oi is false, not true: give');
  });
});

describe('history repeats', () => {
  const failing = (...failures: readonly { status: number; code: string; retryAfter?: string }[]) => {
    const time = new FakeTime();
    let place = 0;
    return setUp({
      [CANDLES]: (request) => {
        const failure = failures[place];
        place += 1;
        if (failure === undefined) return candles(time)(request);
        const { status, code, retryAfter } = failure;
        return {
          status,
          headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
          body: { code, detail: 'later' },
        };
      },
    });
  };
  const DAY = ['history', 'NSE:INFY', '--from', '2026-07-01', '--to', '2026-07-01'] as const;

  test('a request after a rate limit and a failed server, with growing pauses', async () => {
    const { run, out, asked, time } = await failing(
      { status: 429, code: 'RATE_LIMITED', retryAfter: '2' },
      { status: 503, code: 'ZERODHA_UNAVAILABLE', retryAfter: '2' },
      { status: 500, code: 'INTERNAL_ERROR' },
      { status: 502, code: 'HTTP_502' },
    );

    const { exitCode, err } = await run([...DAY, '--out', out]);

    expect(exitCode).toBe(0);
    expect(asked()).toHaveLength(5);
    expect(time.slept).toEqual([2_000, 2_000, 2_000, 4_000]);
    expect(err).toContain('RATE_LIMITED: try 2 of 7 in 2.0 s');
  });

  test('a request seven times at most', async () => {
    const { run, out, asked } = await failing(
      ...Array.from({ length: 9 }, () => ({ status: 503, code: 'ZERODHA_UNAVAILABLE' })),
    );

    const { exitCode, err } = await run([...DAY, '--out', out]);

    expect(exitCode).toBe(4);
    expect(err).toContain('ZERODHA_UNAVAILABLE: later');
    expect(asked()).toHaveLength(7);
  });

  test.each([
    [{ status: 422, code: 'ZERODHA_REFUSED' }, 1],
    [{ status: 502, code: 'ZERODHA_ERROR' }, 4],
    [{ status: 401, code: 'SESSION_EXPIRED' }, 3],
  ])('not %j', async (failure, exitCode) => {
    const { run, out, asked } = await failing(failure);

    expect((await run([...DAY, '--out', out])).exitCode).toBe(exitCode);
    expect(asked()).toHaveLength(1);
  });

  test('not a connection that was refused before the first answer', async () => {
    const { run, out, api, time } = await setUp();
    await api.stop();

    expect(await run([...DAY, '--out', out])).toMatchObject({
      exitCode: 4,
      err: expect.stringContaining('start it with npm start'),
    });
    expect(time.slept).toEqual([]);
  });
});

describe('history refuses', () => {
  test('a folder that cannot be made', async () => {
    const { run, folder } = await setUp();
    symlinkSync(join(folder, 'missing'), join(folder, 'link'));

    const { exitCode, err } = await run([...HISTORY, '--out', join(folder, 'link', 'infy.csv')]);

    expect(exitCode).toBe(2);
    expect(err).toMatch(/cannot write .*infy\.csv\.parts.*: ENOENT/);
  });

  test.each<[args: readonly string[], problem: string]>([
    [['NSE:INFY'], 'missing --from'],
    [['--from', '2026-07-01'], 'missing argument NAME'],
    [['NSE:INFY', '--from', '2026-02-30'], 'give a date such as'],
    [['NSE:INFY', '--from', '2026-07-02', '--to', '2026-07-01'], 'exchange them'],
    [['NSE:INFY', '--from', '2026-07-01', '--to', '2026-12-01'], 'the last possible day is 2026-11-30'],
    [['NSE:INFY', '--from', '2026-12-01'], '--from 2026-12-01 is in the future'],
    [['NSE:INFY', '--from', '2026-07-01', '--interval', '2minute'], 'give one of minute, 3minute'],
    [['NSE:INFY', '--from', '2026-07-01', '--continuous'], '--continuous needs --interval day'],
    [
      ['NSE:INFY', '--from', '2026-07-01', '--continuous', '--interval', 'day'],
      '--continuous is for futures of NFO and MCX; NSE:INFY is of segment NSE',
    ],
    [['NSE:INFY', '--from', '2026-07-01', '--out', 'a.txt'], 'give a name that ends with .csv or .csv.gz'],
  ])('%j', async (args, problem) => {
    const { run, asked } = await setUp();

    const { exitCode, err } = await run(['history', ...args]);

    expect(err).toContain(problem);
    expect(exitCode).toBe(2);
    expect(asked()).toEqual([]);
  });

  test('to replace a file that exists, unless told to', async () => {
    const { run, out, asked } = await setUp();
    writeFileSync(out, 'mine');
    const args = [...HISTORY, '--to', '2026-07-03', '--out', out];

    expect(await run(args)).toMatchObject({ exitCode: 2, err: expect.stringContaining('--replace') });
    expect(asked()).toEqual([]);
    expect(readFileSync(out, 'utf8')).toBe('mine');

    await run([...args, '--replace']);
    expect(readFileSync(out, 'utf8')).toMatch(/^date,/);
  });

  test('an expired contract, which has no candles', async () => {
    const body = { ...INFY, contract: 'NFO:INFY26OCTFUT', segment: 'NFO-FUT', type: 'FUT' } as const;
    const { run } = await setUp({
      'GET /instruments/NFO%3AINFY26OCTFUT': { body: { ...body, expiry: '2026-10-27', is_expired: true } },
    });

    const { exitCode, err } = await run(['history', 'NFO:INFY26OCTFUT', '--from', '2026-10-01']);

    expect(exitCode).toBe(1);
    expect(err).toContain('NFO:INFY26OCTFUT expired on 2026-10-27');
  });

  test('days without a candle, and leaves no file', async () => {
    const { run, out, folder } = await setUp();

    const { exitCode, err } = await run([
      ...['history', 'NSE:INFY', '--from', '2026-07-04', '--to', '2026-07-05', '--out', out],
    ]);

    expect(err).toContain('Kite has no candles of NSE:INFY from 2026-07-04 to 2026-07-05');
    expect(exitCode).toBe(1);
    expect(readdirSync(folder).filter((name) => name.startsWith(basename(out)))).toEqual([]);
  });

  test('a candle of another day than asked for', async () => {
    const { run, out } = await setUp({
      [CANDLES]: ({ query }) => ({
        body: {
          instrument_token: 408_065,
          interval: query.interval,
          as_of: new Date(NOW).toISOString(),
          candles: [['2026-06-30T03:45:00.000Z', 1, 1, 1, 1, 1]],
        },
      }),
    });

    const { err } = await run([...HISTORY, '--to', '2026-07-02', '--out', out]);

    expect(err).toContain('Kite returned a candle of 2026-06-30T03:45:00.000Z, which is not of 2026-07-01');
  });
});

test('history takes a token that is not listed', async () => {
  const { run, out } = await setUp({
    'GET /instruments/408065': { status: 404, body: { code: 'NOT_FOUND', detail: 'not listed' } },
  });

  await run(['history', '408065', '--from', '2026-07-01', '--to', '2026-07-01', '--out', out]);

  expect(linesOf(readFileSync(out, 'utf8')).slice(0, 2)).toEqual([
    'date,open,high,low,close,volume,instrument_token',
    '2026-07-01T09:15:00+05:30,100,101.5,99,100.25,1200,408065',
  ]);
});
