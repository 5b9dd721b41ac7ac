import { beforeEach, describe, expect, it } from 'vitest';
import { type Loaded, loadInstruments } from '../../../functions/instruments/load.ts';
import { masterReader } from '../../../shared/market/master/reader.ts';
import {
  INFY,
  INFY_FUTURE,
  inPieces,
  kiteFile,
  kiteLine,
  manyKiteLines,
  NIFTY_50,
  NIFTY_OPTION,
} from '../../support/kite-file.ts';
import { MemoryMasterStore } from '../../support/memory-master-store.ts';

const clock = { now: () => Date.parse('2026-11-30T03:05:00Z') };
const NOTHING = { shorter: false, old: false };
const EXPIRIES = ['2026-12-29', '2027-01-26'];
const SMALL = kiteFile([INFY, NIFTY_50, NIFTY_OPTION, INFY_FUTURE]);
const LINES = manyKiteLines(400, EXPIRIES);
const EXTRA = kiteLine({ token: 513, symbol: 'EXTRA', segment: 'NSE', exchange: 'NSE' });
const LARGE = kiteFile(LINES);

let store: MemoryMasterStore;
const load = (text: string, day = '2026-11-30', accepted = NOTHING): Promise<Loaded> =>
  loadInstruments({ text: inPieces(text), day, accepted }, store, clock);
const rows = async () => {
  const all = await masterReader(store.tables, clock, 0).readAll();
  return all.map(({ instrument }) => instrument.tradingsymbol).sort();
};

beforeEach(() => {
  store = new MemoryMasterStore();
});

describe('a load of instruments', () => {
  it('makes the rows of the file count', async () => {
    const { written, head } = await load(SMALL);

    expect(written).toBe(true);
    expect(head).toMatchObject({ day: '2026-11-30', rows: 4, segments: { NSE: 1, 'NFO-OPT': 1 } });
    expect(await rows()).toEqual(['INFY', 'INFY26DECFUT', 'NIFTY 50', 'NIFTY26DEC24000CE']);
  });

  it('writes nothing when the same file is loaded again', async () => {
    const first = await load(LARGE);
    const { writes } = store;

    const second = await load(LARGE);

    expect(second).toEqual({ ...first, written: false });
    expect(store.writes).toBe(writes);
  });

  it('writes nothing for the same rows in another order', async () => {
    await load(LARGE);
    const { writes } = store;

    expect((await load(kiteFile(LINES.toReversed()))).written).toBe(false);
    expect(store.writes).toBe(writes);
  });

  it('gives a token its new instrument, without a field of the old one', async () => {
    await load(SMALL);
    const reused = kiteLine({
      ...{ token: 12345602, symbol: 'BANKEX27JANFUT', name: 'BANKEX', expiry: '2027-01-28', lot: 30 },
      ...{ type: 'FUT', segment: 'BFO-FUT', exchange: 'BFO' },
    });
    await load(kiteFile([INFY, NIFTY_50, INFY_FUTURE, reused]), '2026-12-30');

    const row = await masterReader(store.tables, clock, 0).readRow(12345602);

    expect(row).toEqual({
      name: 'BANKEX',
      instrument: {
        instrument_token: 12345602,
        tradingsymbol: 'BANKEX27JANFUT',
        exchange: 'BFO',
        segment: 'BFO-FUT',
        tick_size: 0.05,
        lot_size: 30,
        freeze_quantity: 900,
        expiry: '2027-01-28',
        underlying: 'BANKEX',
      },
    });
  });

  it('keeps a contract of the last load for 40 days after its expiry, so that its orders are refused as expired', async () => {
    await load(SMALL);
    const next = kiteFile([INFY, NIFTY_50]);
    await load(next, '2026-12-30');
    const expired = () => masterReader(store.tables, clock, 0).readRow(12345602);

    expect((await expired())?.instrument.expiry).toBe('2026-12-29');
    expect(await rows()).toHaveLength(4);
    expect((await load(next, '2026-12-30')).written).toBe(false);

    await load(`${next}\n`, '2027-02-08');
    expect(await expired()).toBeUndefined();
  });

  it('keeps an instrument that the file lacks for 40 days as not listed, and lists it again when it is back', async () => {
    await load(SMALL);
    const shorter = { shorter: true, old: false };
    const lacking = kiteFile([NIFTY_50, NIFTY_OPTION, INFY_FUTURE]);
    const infy = async () => (await masterReader(store.tables, clock, 0).readRow(408065))?.instrument;

    await load(lacking, '2026-12-01', shorter);
    expect(await infy()).toMatchObject({ tradingsymbol: 'INFY', unlisted_since: '2026-12-01' });
    expect(await rows()).not.toContain('INFY');
    await load(`${lacking}\n`, '2026-12-02', shorter);
    expect((await infy())?.unlisted_since).toBe('2026-12-01');

    await load(SMALL, '2026-12-03');
    expect(await infy()).not.toHaveProperty('unlisted_since');

    await load(lacking, '2026-12-04', shorter);
    await load(kiteFile([NIFTY_50]), '2027-01-14', shorter);
    expect(await infy()).toBeUndefined();
  });
});

describe('a file that the last load speaks against', () => {
  const firstRows = (share: number) => kiteFile(LINES.slice(0, Math.floor(LINES.length * share)));

  it.each([
    [
      'half of it',
      firstRows(0.5),
      'SHORT_FILE',
      /the file has 200 rows, 50 % of the 400 of 2026-11-27 that have not expired since: fetch it again/,
    ],
    ['two thirds of it', firstRows(0.67), 'SHORT_FILE', /67 % of the 400/],
    ['four fifths of it', firstRows(0.8), 'SHORT_FILE', /80 % of the 400/],
    [
      'all of it without the expiries',
      LARGE.replaceAll(/2026-12-29|2027-01-26/g, ''),
      'SHORT_FILE',
      /\d+ % of the 400/,
    ],
    [
      'the same file',
      LARGE,
      'OLD_FILE',
      /not the file of 2026-11-30: it is the file of 2026-11-27, unchanged/,
    ],
    [
      'the file of a month ago',
      LARGE.replaceAll('2026-12-29', '2026-11-24'),
      'OLD_FILE',
      /\d+ % of the \d+ rows of segment NFO-(OPT|FUT) had expired before 2026-11-30: fetch it again later/,
    ],
  ])('is refused: %s', async (_what, text, code, message) => {
    const { head } = await load(LARGE, '2026-11-27');
    const { writes } = store;

    await expect(load(text)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });

    expect(await store.readHead()).toEqual(head);
    expect(store.writes).toBe(writes);
  });

  it('is refused without a segment that had fifty rows, though it has nearly all rows', async () => {
    const rupee = Array.from({ length: 50 }, (_, number) =>
      kiteLine({
        ...{ token: 900_003 + 256 * number, symbol: `USDINR${number}FUT`, name: 'USDINR', tick: 0.0025 },
        ...{ expiry: '2026-12-29', type: 'FUT', segment: 'CDS-FUT', exchange: 'CDS' },
      }),
    );
    const many = manyKiteLines(800, EXPIRIES);
    await load(kiteFile([...many, ...rupee]), '2026-11-27');

    await expect(load(kiteFile(many))).rejects.toMatchObject({
      code: 'SHORT_FILE',
      message: expect.stringMatching(
        /segment CDS-FUT has 0 rows, 0 % of the 50 of 2026-11-27 .*accept_shorter/,
      ),
    });
  });

  it('is refused as of a day before the last load', async () => {
    await load(LARGE);

    await expect(load(LARGE, '2026-11-27')).rejects.toMatchObject({ code: 'OLDER_DAY' });
  });

  it('loads when a person accepts it', async () => {
    await load(LARGE, '2026-11-27');

    expect(await load(firstRows(0.5), '2026-11-30', { shorter: true, old: false })).toMatchObject({
      written: true,
    });
    expect(await load(firstRows(0.5), '2026-12-01', { shorter: false, old: true })).toMatchObject({
      head: { day: '2026-12-01' },
    });
  });

  it('loads without the contracts that expired, even if they were half of it', async () => {
    const later = kiteFile(LINES.filter((line) => !line.includes('2026-12-29')));
    const { head } = await load(LARGE, '2026-12-29');

    expect(await load(later, '2026-12-30')).toMatchObject({ written: true });
    expect((await store.readHead())?.segments['NFO-OPT']).toBeLessThan((head.segments['NFO-OPT'] ?? 0) / 1.9);
  });

  it('is refused on the day after an expiry if it lacks other contracts, too', async () => {
    const later = LINES.filter((line) => !line.includes('2026-12-29'));
    await load(LARGE, '2026-12-29');

    await expect(load(kiteFile(later.slice(0, 150)), '2026-12-30')).rejects.toMatchObject({
      code: 'SHORT_FILE',
      message: expect.stringMatching(/150 rows, \d+ % of the 2\d\d of 2026-12-29/),
    });
  });

  it('loads with a few rows fewer, and without a small segment', async () => {
    const small = kiteLine({
      token: 259,
      symbol: 'USDINR26DECFUT',
      name: 'USDINR',
      expiry: '2026-12-29',
      type: 'FUT',
      tick: 0.0025,
      segment: 'CDS-FUT',
      exchange: 'CDS',
    });
    await load(kiteFile([...LINES, small]), '2026-11-27');

    expect(await load(firstRows(0.95))).toMatchObject({ written: true });
  });
});

describe('a load that fails', () => {
  it('leaves the last load whole when it crashes before any of its operations', async () => {
    const few = kiteFile(LINES.slice(0, 60));
    const next = kiteFile([...LINES.slice(0, 60), EXTRA]);
    const operations: string[] = [];
    store.before = (operation) => operations.push(operation);
    await load(few, '2026-11-27');
    operations.length = 0;
    await load(next);
    const count = operations.length;
    expect(new Set(operations)).toEqual(new Set(['readHead', 'readRows', 'putPage', 'putHead']));

    for (let crash = 0; crash < count; crash += 1) {
      store = new MemoryMasterStore();
      const { head } = await load(few, '2026-11-27');
      const before = await rows();
      let left = crash;
      store.before = () => {
        if (left === 0) throw new Error('crash');
        left -= 1;
      };
      await expect(load(next)).rejects.toThrow('crash');
      store.before = () => {};

      expect(await store.readHead()).toEqual(head);
      expect(await rows()).toEqual(before);
      expect(await load(next)).toMatchObject({ written: true, head: { rows: before.length + 1 } });
      expect(await rows()).toHaveLength(before.length + 1);
    }
  });

  it('leaves the last load when the text breaks off', async () => {
    await load(SMALL, '2026-11-27');
    async function* broken(): AsyncIterable<string> {
      yield LARGE.slice(0, 5_000);
      throw new Error('connection reset');
    }

    const failing = loadInstruments({ text: broken(), day: '2026-11-30', accepted: NOTHING }, store, clock);

    await expect(failing).rejects.toThrow('connection reset');
    expect(await rows()).toHaveLength(4);
  });
});

describe('two concurrent loads', () => {
  const both = (one: string, other: string) => Promise.allSettled([load(one), load(other)]);

  it('make the same file count once', async () => {
    const [one, other] = await both(LARGE, LARGE);

    expect([one, other]).toMatchObject([{ value: { written: true } }, { value: { written: false } }]);
    expect(await rows()).toHaveLength(400);
  });

  it('make one of two files count, whole', async () => {
    await load(LARGE, '2026-11-27');
    const [one, other] = await both(kiteFile([...LINES, EXTRA]), kiteFile([...LINES, NIFTY_OPTION]));

    expect([one?.status, other?.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    expect([one, other].find((each) => each?.status === 'rejected')).toMatchObject({
      reason: { code: 'OVERTAKEN', retry: 'retry' },
    });
    expect(await rows()).toHaveLength(401);
  });
});
