import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barFault, pricePath } from '../../../localstack/market-data/bar-ticks.ts';

const paise = fc.integer({ min: 1, max: 10_000_000 });

const anyBar = fc.tuple(paise, paise, paise, paise).map(([a, b, c, d]) => ({
  instrument_token: 256265,
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
    expect(pricePath({ instrument_token: 1, ...bar })).toEqual(path);
  });
});

describe('barFault', () => {
  it('accepts a consistent bar', () => {
    fc.assert(
      fc.property(anyBar, (bar) => {
        expect(barFault(bar)).toBeUndefined();
      }),
    );
  });

  it.each([
    [{ open: 10, high: 9, low: 11, close: 10 }, 'low 11 is above high 9'],
    [{ open: 10, high: 12, low: 11, close: 12 }, 'low 11 is above open 10'],
    [{ open: 12, high: 12, low: 11, close: 10 }, 'low 11 is above close 10'],
    [{ open: 10, high: 11, low: 9, close: 12 }, 'high 11 is below close 12'],
    [{ open: 12, high: 11, low: 9, close: 10 }, 'high 11 is below open 12'],
  ])('names what contradicts: %j', (prices, fault) => {
    expect(barFault({ instrument_token: 1, ...prices })).toBe(fault);
  });
});
