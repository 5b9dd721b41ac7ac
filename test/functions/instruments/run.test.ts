import { beforeEach, describe, expect, it } from 'vitest';
import type { LoaderMetricName } from '../../../functions/instruments/metrics.ts';
import { runLoad } from '../../../functions/instruments/run.ts';
import { TransientError } from '../../../shared/errors.ts';
import { dayOfDate, istDate } from '../../../shared/market/ist.ts';
import { INFY, inPieces, kiteFile, NIFTY_50 } from '../../support/kite-file.ts';
import { MemoryMasterStore } from '../../support/memory-master-store.ts';

const at = (date: string, time: string): number => Date.parse(`${date}T${time}:00+05:30`);

let store: MemoryMasterStore;
const clock = { at: 0, now: () => clock.at };
let counts: Partial<Record<LoaderMetricName, number>>;
let fetched: number;
/** Kite's file now; its last price makes it the file of a day. */
let file: () => string;

const count = (metric: LoaderMetricName, value: number) => {
  counts[metric] = (counts[metric] ?? 0) + value;
};
const openFile = async () => {
  fetched += 1;
  return inPieces(file());
};
const run = (date: string, time: string, event?: unknown) => {
  clock.at = at(date, time);
  return runLoad(event, { store, openFile, clock, count });
};
const ofDay = (date: string) => kiteFile([INFY.replace(',0,,', `,${dayOfDate(date)},,`), NIFTY_50]);

beforeEach(() => {
  store = new MemoryMasterStore();
  counts = {};
  fetched = 0;
  file = () => ofDay(istDate(clock.at));
});

describe('the loader on the calendar', () => {
  it.each([
    ['a weekday', '2026-11-27', 'loaded'],
    ['a Saturday', '2026-11-28', 'no_trading_day'],
    ['a Sunday', '2026-11-29', 'no_trading_day'],
    ['Guru Nanak Jayanti, when MCX trades in the evening', '2026-11-24', 'loaded'],
    ['Republic Day, when no exchange trades', '2026-01-26', 'no_trading_day'],
    ['the Sunday of Muhurat trading', '2026-11-08', 'loaded'],
    ['the Saturday with a session for the budget of 2020', '2020-02-01', 'loaded'],
    ['the Saturday with a session of 2024', '2024-01-20', 'loaded'],
  ])('treats %s as the exchanges do', async (_what, date, kind) => {
    expect(await run(date, '08:35')).toMatchObject({ kind });
    expect(fetched).toBe(kind === 'loaded' ? 1 : 0);
    expect(counts.InstrumentsMissing).toBeUndefined();
  });

  it('loads a day once, and the next trading day again', async () => {
    expect(await run('2026-11-27', '08:35')).toMatchObject({ kind: 'loaded', load: { written: true } });
    expect(await run('2026-11-27', '08:40')).toMatchObject({ kind: 'loaded_before' });
    expect(await run('2026-11-27', '15:00')).toMatchObject({ kind: 'loaded_before' });
    expect(await run('2026-11-28', '08:35')).toEqual({ kind: 'no_trading_day' });
    expect(await run('2026-11-30', '08:35')).toMatchObject({ load: { head: { day: '2026-11-30' } } });
    expect(fetched).toBe(2);
    expect(counts).toEqual({ InstrumentsLoaded: 4 });
  });

  it('loads on any day, and again, for a person', async () => {
    expect(await run('2026-11-29', '12:00', { now: true })).toMatchObject({ load: { written: true } });
    expect(await run('2026-11-29', '12:05', { now: true })).toMatchObject({ load: { written: false } });
  });

  it("loads in the morning again what a person loaded in the night, which may be yesterday's file", async () => {
    file = () => kiteFile([INFY]);
    expect(await run('2026-11-27', '00:30', { now: true })).toMatchObject({ load: { written: true } });
    file = () => ofDay('2026-11-27');

    expect(await run('2026-11-27', '08:35')).toMatchObject({ kind: 'loaded', load: { written: true } });
    expect(await run('2026-11-27', '08:40')).toMatchObject({ kind: 'loaded_before' });
  });

  it('fetches once more in the morning if the file of the night is that of the day', async () => {
    file = () => ofDay('2026-11-27');
    await run('2026-11-27', '08:10', { now: true });

    expect(await run('2026-11-27', '08:35')).toMatchObject({ kind: 'loaded', load: { written: false } });
    expect(await run('2026-11-27', '08:40')).toMatchObject({ kind: 'loaded_before' });
    expect(fetched).toBe(2);
  });

  it('refuses an event that it does not know', async () => {
    await expect(run('2026-11-27', '08:35', { force: true })).rejects.toThrow('force');
  });
});

describe('a run that cannot load', () => {
  it('leaves the last load, and a later run loads', async () => {
    await run('2026-11-27', '08:35');
    file = () => {
      throw new TransientError('FETCH_FAILED', 'status 503');
    };
    expect(await run('2026-11-30', '08:35')).toMatchObject({
      kind: 'failed',
      error: { code: 'FETCH_FAILED' },
    });
    expect(await store.readHead()).toMatchObject({ day: '2026-11-27' });
    file = () => ofDay('2026-11-30');

    expect(await run('2026-11-30', '08:40')).toMatchObject({ kind: 'loaded' });
    expect(counts).toEqual({ InstrumentsLoaded: 4 });
  });

  it("counts the day's instruments as missing from 09:05 on", async () => {
    file = () => {
      throw new TransientError('FETCH_FAILED', 'status 503');
    };
    await run('2026-11-27', '09:00');
    expect(counts).toEqual({});
    await run('2026-11-27', '09:05');
    await run('2026-11-27', '09:10');

    expect(counts).toEqual({ InstrumentsMissing: 2 });
  });

  it('counts a file that is refused, and names line and value', async () => {
    file = () => kiteFile([INFY.replace('0.05', 'x')]);

    expect(await run('2026-11-27', '08:35')).toMatchObject({
      error: { code: 'BAD_ROW', message: expect.stringContaining('line 2: tick_size is "x"') },
    });
    expect(counts).toEqual({ InstrumentsRefused: 1 });
  });

  it('waits in the morning for the file of the day', async () => {
    await run('2026-11-27', '08:35');
    file = () => ofDay('2026-11-27');

    expect(await run('2026-11-30', '08:35')).toMatchObject({ error: { code: 'OLD_FILE' } });
    expect(counts).toEqual({ InstrumentsLoaded: 2 });
    await run('2026-11-30', '09:05');
    expect(counts).toMatchObject({ InstrumentsMissing: 1, InstrumentsRefused: 1 });
    expect(await run('2026-11-30', '09:10', { accept_old: true })).toMatchObject({ kind: 'loaded' });
  });

  it('throws what is not an error of this project, and counts what is missing', async () => {
    store.before = () => {
      throw new TypeError('bug');
    };

    await expect(run('2026-11-27', '09:30')).rejects.toThrow('bug');
    expect(counts).toEqual({ InstrumentsMissing: 1 });
  });
});
