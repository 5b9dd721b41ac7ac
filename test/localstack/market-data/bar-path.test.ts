import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BAR_MODES, pathOf } from '../../../localstack/market-data/bar-path.ts';
import type { Bar } from '../../../localstack/market-data/market-row.ts';

const paise = fc.integer({ min: 1, max: 10_000_000 });

const anyBar = fc.tuple(paise, paise, paise, paise, fc.integer({ min: 1, max: 86_400 })).map(
  ([a, b, c, d, seconds]): Bar => ({
    instrument_token: 256265,
    start: 1_700_000_000_000,
    end: 1_700_000_000_000 + seconds * 1_000,
    open: a / 100,
    close: b / 100,
    high: Math.max(a, b, c, d) / 100,
    low: Math.min(a, b, c, d) / 100,
  }),
);

const pricesOf = (bar: Bar, mode: (typeof BAR_MODES)[number], seed = '') =>
  pathOf(bar, { mode, seed }).map(({ price }) => price);

describe('pathOf', () => {
  it.each(BAR_MODES)('goes in %s bars from the open to the close, inside the bar and its time', (mode) => {
    fc.assert(
      fc.property(anyBar, (bar) => {
        const path = pathOf(bar, { mode, seed: '' });
        const prices = path.map(({ price }) => price);
        const times = path.map(({ at }) => at);

        expect(path[0]).toMatchObject({ price: bar.open, at: bar.start, assumed: false });
        expect(path.at(-1)).toMatchObject({ price: bar.close, decides: true, assumed: false });
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
        expect(times.at(-1)).toBeLessThan(bar.end);
        expect(Math.min(...prices)).toBeGreaterThanOrEqual(bar.low);
        expect(Math.max(...prices)).toBeLessThanOrEqual(bar.high);
      }),
    );
  });

  it.each(['near', 'far', 'random'] as const)('touches both extremes of %s bars', (mode) => {
    fc.assert(
      fc.property(anyBar, (bar) => {
        const prices = pricesOf(bar, mode);

        expect(prices).toHaveLength(4);
        expect(Math.min(...prices)).toBe(bar.low);
        expect(Math.max(...prices)).toBe(bar.high);
      }),
    );
  });

  it.each([
    { open: 100, high: 101, low: 97, close: 98, near: [100, 101, 97, 98] },
    { open: 100, high: 103, low: 99, close: 98.5, near: [100, 99, 103, 98.5] },
    {
      open: 16_594.4,
      high: 16_594.5,
      low: 16_594.3,
      close: 16_594.4,
      near: [16_594.4, 16_594.3, 16_594.5, 16_594.4],
    },
  ])('goes to the nearer extreme first in near bars and last in far ones: $near', ({ near, ...prices }) => {
    const bar = { instrument_token: 1, start: 0, end: 60_000, ...prices };
    const [open, first, second, close] = near;

    expect(pricesOf(bar, 'near')).toEqual(near);
    expect(pricesOf(bar, 'far')).toEqual([open, second, first, close]);
  });

  it('draws the first extreme of random bars evenly, the same for the same seed', () => {
    const bars = Array.from(
      { length: 400 },
      (_, minute): Bar => ({
        ...{ instrument_token: 1, start: minute * 60_000, end: (minute + 1) * 60_000 },
        ...{ open: 100, high: 101, low: 99, close: 100 },
      }),
    );
    const lows = (seed: string) => bars.map((bar) => pricesOf(bar, 'random', seed)[1] === 99);

    expect(lows('a')).toEqual(lows('a'));
    expect(lows('a')).not.toEqual(lows('b'));
    const share = lows('a').filter(Boolean).length / bars.length;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.6);
  });
});
