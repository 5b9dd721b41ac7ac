import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barTickTimes, pricePath, ticksOfRows } from '../../../localstack/market-data/bar-ticks.ts';
import { type Bar, isBar, type MarketRow, timeOfRow } from '../../../localstack/market-data/market-row.ts';
import { type TimedTick, timedTick } from '../../../localstack/market-data/timed-tick.ts';

const paise = fc.integer({ min: 1, max: 10_000_000 });

const anyBar = fc.tuple(paise, paise, paise, paise).map(([a, b, c, d]) => ({
  open: a / 100,
  close: b / 100,
  high: Math.max(a, b, c, d) / 100,
  low: Math.min(a, b, c, d) / 100,
}));

describe('pricePath', () => {
  it('starts at the open, ends at the close, touches both extremes and stays between them', () => {
    fc.assert(
      fc.property(anyBar, (bar) => {
        const path = pricePath(bar);

        expect(path[0]).toBe(bar.open);
        expect(path[3]).toBe(bar.close);
        expect(Math.min(...path)).toBe(bar.low);
        expect(Math.max(...path)).toBe(bar.high);
      }),
    );
  });

  it.each([
    { open: 100, high: 101, low: 97, close: 98, path: [100, 101, 97, 98] },
    { open: 100, high: 103, low: 99, close: 98.5, path: [100, 99, 103, 98.5] },
    {
      open: 16_594.4,
      high: 16_594.5,
      low: 16_594.3,
      close: 16_594.4,
      path: [16_594.4, 16_594.3, 16_594.5, 16_594.4],
    },
  ])('goes to the extreme nearer to the open first, to the low where both are: $path', ({ path, ...bar }) => {
    expect(pricePath(bar)).toEqual(path);
  });
});

const NINE_FIFTEEN = Date.parse('2024-01-02T09:15:00+05:30');
const MINUTE = 60_000;

const bar = (instrument_token: number, start: number, length: number): Bar => ({
  ...{ instrument_token, start, end: start + length },
  ...{ open: 50, high: 52, low: 49.5, close: 51 },
});

const ticksOf = async (...rows: readonly MarketRow[]): Promise<readonly TimedTick[]> => {
  const ticks: TimedTick[] = [];
  const source = async function* () {
    yield rows;
  };
  for await (const batch of ticksOfRows(source())) ticks.push(...batch);
  return ticks;
};

const clock = ({ at }: TimedTick): string => new Date(at + 19_800_000).toISOString().slice(11, 19);

describe('ticksOfRows', () => {
  it.each([
    [MINUTE, ['09:15:00', '09:15:20', '09:15:40', '09:15:59']],
    [60 * MINUTE, ['09:15:00', '09:35:00', '09:55:00', '10:14:59']],
  ])('spreads a bar of %i ms over its own span', async (length, times) => {
    const ticks = await ticksOf(bar(101, NINE_FIFTEEN, length));

    expect(ticks.map(clock)).toEqual(times);
    expect(ticks.map(({ tick }) => tick.last_price)).toEqual([50, 49.5, 52, 51]);
  });

  it('interleaves bars of one minute by time, then by the order of their rows', async () => {
    const ticks = await ticksOf(
      bar(101, NINE_FIFTEEN, MINUTE),
      bar(102, NINE_FIFTEEN, MINUTE),
      bar(101, NINE_FIFTEEN + MINUTE, MINUTE),
    );

    expect(ticks.map(({ tick }) => tick.instrument_token)).toEqual([
      ...[101, 102, 101, 102, 101, 102, 101, 102],
      ...[101, 101, 101, 101],
    ]);
  });

  it('gives ticks in order of time, those of one moment in the order of rows, for bars of any length and ticks', async () => {
    const anyRow = fc
      .tuple(fc.nat(30), fc.integer({ min: 1, max: 4 }), fc.constantFrom(0, 1, 5, 60))
      .map(([minute, token, length]): MarketRow => {
        const start = NINE_FIFTEEN + minute * MINUTE;
        if (length > 0) return bar(token, start, length * MINUTE);
        return timedTick(start, { instrument_token: token, last_price: 50 });
      });
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow), async (unsorted) => {
        const rows = unsorted.sort((a, b) => timeOfRow(a) - timeOfRow(b));

        const ticks = await ticksOf(...rows);

        const model = rows
          .flatMap((row) => {
            if (!isBar(row)) return [{ at: row.at, token: row.tick.instrument_token }];
            return barTickTimes(row).map((at) => ({ at, token: row.instrument_token }));
          })
          .sort((a, b) => a.at - b.at);
        expect(ticks.map(({ at, tick }) => ({ at, token: tick.instrument_token }))).toEqual(model);
      }),
    );
  });
});
