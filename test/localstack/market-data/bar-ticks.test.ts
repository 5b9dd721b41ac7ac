import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BarChoice, pathOf } from '../../../localstack/market-data/bar-path.ts';
import { ticksOfRows } from '../../../localstack/market-data/bar-ticks.ts';
import { type Bar, isBar, type MarketRow, timeOfRow } from '../../../localstack/market-data/market-row.ts';
import { type TimedTick, timedTick } from '../../../localstack/market-data/timed-tick.ts';

const NINE_FIFTEEN = Date.parse('2024-01-02T09:15:00+05:30');
const MINUTE = 60_000;

const bar = (instrument_token: number, start: number, length: number): Bar => ({
  ...{ instrument_token, start, end: start + length },
  ...{ open: 50, high: 52, low: 49.5, close: 51 },
});

const NEAR: BarChoice = { mode: 'near', seed: '' };

const ticksOf = async (
  rows: readonly MarketRow[],
  choice: BarChoice = NEAR,
): Promise<readonly TimedTick[]> => {
  const ticks: TimedTick[] = [];
  const source = async function* () {
    yield rows;
  };
  for await (const batch of ticksOfRows(source(), choice)) ticks.push(...batch);
  return ticks;
};

const clock = ({ at }: TimedTick): string => new Date(at + 19_800_000).toISOString().slice(11, 19);

describe('ticksOfRows', () => {
  it.each([
    [MINUTE, ['09:15:00', '09:15:20', '09:15:40', '09:15:59']],
    [60 * MINUTE, ['09:15:00', '09:35:00', '09:55:00', '10:14:59']],
  ])('spreads a bar of %i ms over its own span', async (length, times) => {
    const ticks = await ticksOf([bar(101, NINE_FIFTEEN, length)]);

    expect(ticks.map(clock)).toEqual(times);
    expect(ticks.map(({ tick }) => tick.last_price)).toEqual([50, 49.5, 52, 51]);
  });

  it('shows strategies only the close of a closed bar, a second before its end', async () => {
    const ticks = await ticksOf([bar(101, NINE_FIFTEEN, MINUTE)], { mode: 'closed', seed: '' });

    expect(ticks.map(clock)).toEqual(['09:15:00', '09:15:59']);
    expect(ticks.map(({ tick }) => [tick.last_price, tick.bar])).toEqual([
      [50, { low: 49.5, high: 52, decides: false }],
      [51, { low: 49.5, high: 52, decides: true }],
    ]);
  });

  it('lets strategies decide on every price of an assumed path, and marks the extremes as assumed', async () => {
    const ticks = await ticksOf([bar(101, NINE_FIFTEEN, MINUTE)]);

    expect(ticks.map(({ tick }) => [tick.bar?.decides, tick.bar?.assumed])).toEqual([
      [true, undefined],
      [true, true],
      [true, true],
      [true, undefined],
    ]);
  });

  it('marks bars of whole sessions as daily, and shorter sessions of the same instrument after them', async () => {
    const HOUR = 60 * MINUTE;
    const DAY = 24 * HOUR;
    const ticks = await ticksOf(
      [bar(101, NINE_FIFTEEN, 6.25 * HOUR), bar(102, NINE_FIFTEEN, HOUR), bar(101, NINE_FIFTEEN + DAY, HOUR)],
      { mode: 'closed', seed: '' },
    );

    expect(ticks.map(({ tick }) => [tick.instrument_token, tick.bar?.daily])).toEqual([
      [101, true],
      [102, undefined],
      [102, undefined],
      [101, true],
      [101, true],
      [101, true],
    ]);
  });

  it('interleaves bars of one minute by time, then by the order of their rows', async () => {
    const ticks = await ticksOf([
      bar(101, NINE_FIFTEEN, MINUTE),
      bar(102, NINE_FIFTEEN, MINUTE),
      bar(101, NINE_FIFTEEN + MINUTE, MINUTE),
    ]);

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

        const ticks = await ticksOf(rows);

        const model = rows
          .flatMap((row) => {
            if (!isBar(row)) return [{ at: row.at, token: row.tick.instrument_token }];
            return pathOf(row, NEAR).map(({ at }) => ({ at, token: row.instrument_token }));
          })
          .sort((a, b) => a.at - b.at);
        expect(ticks.map(({ at, tick }) => ({ at, token: tick.instrument_token }))).toEqual(model);
      }),
    );
  });
});
