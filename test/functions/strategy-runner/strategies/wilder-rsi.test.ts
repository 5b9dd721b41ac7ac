import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WilderRsi } from '../../../../functions/strategy-runner/strategies/wilder-rsi.ts';
import { fromRupees } from '../../../../shared/money.ts';
import { units, wilder } from './oracle.ts';
import { priceWalks } from './prices.ts';

const readings = (period: number, prices: readonly number[]): (number | undefined)[] => {
  const rsi = new WilderRsi(period);
  return prices.map((price) => {
    rsi.push(fromRupees(price));
    return rsi.ready ? rsi.value() : undefined;
  });
};

/** A widely reprinted worksheet: 33 closes and the 14-period RSI of the last 19, to two decimals. */
const CLOSES = [
  44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931, 46.0328,
  45.614, 46.282, 46.282, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439, 46.2122, 46.2521, 45.7137, 46.4515,
  45.7835, 45.3548, 44.0288, 44.1783, 44.2181, 44.5672, 43.4205, 42.6628, 43.1314,
];
const PUBLISHED = [
  70.53, 66.32, 66.55, 69.41, 66.36, 57.97, 62.93, 63.26, 56.06, 62.38, 54.71, 50.42, 39.99, 41.46, 41.87,
  45.46, 37.3, 33.08, 37.77,
];

describe('WilderRsi', () => {
  it('gives the readings of the published worksheet', () => {
    const found = readings(14, CLOSES);

    expect(found.slice(0, 14).every((reading) => reading === undefined)).toBe(true);
    expect(found.slice(14).map((reading) => Math.round((reading ?? 0) * 100) / 100)).toEqual(PUBLISHED);
  });

  it('agrees with exact fractions over the whole history', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20 }), priceWalks(), (period, prices) => {
        const history = prices.map(units);

        for (const [index, reading] of readings(period, prices).entries()) {
          const exact = wilder(history.slice(0, index + 1), period);
          if (exact === undefined) {
            expect(reading).toBeUndefined();
            continue;
          }
          const moved = exact.gain + exact.loss;
          // Scaled before the division, for such fractions outgrow a double.
          const expected = moved === 0n ? 50 : Number((exact.gain * 10n ** 14n) / moved) / 1e12;
          expect(reading).toBeCloseTo(expected, 9);
        }
      }),
    );
  });

  it('does not change while the price is constant, for thousands of ticks', () => {
    const rsi = new WilderRsi(2);
    for (const price of [100, 101, 98]) rsi.push(fromRupees(price));
    const before = rsi.value();

    for (let second = 0; second < 500; second += 1) rsi.push(fromRupees(98));

    expect(rsi.value()).toBeCloseTo(before, 9);
  });

  it.each([
    ['a price that has never moved', [100, 100, 100, 100], 50],
    ['a price that only rises', [100, 101, 102, 103], 100],
    ['a price that only falls', [103, 102, 101, 100], 0],
  ])('reads %s as its limit', (_, prices, expected) => {
    expect(readings(3, prices).at(-1)).toBe(expected);
  });

  it('reads 50 if its averages are too small to compare', () => {
    const rsi = new WilderRsi(2);
    for (const price of [100, 101, 98]) rsi.push(fromRupees(price));

    for (let second = 0; second < 1_000; second += 1) rsi.push(fromRupees(98));

    expect(rsi.value()).toBe(50);
  });

  it('refuses a packed form that is cut short', () => {
    expect(() => WilderRsi.unpack(14, [1_000_000, 3])).toThrow('four numbers, these are 2');
  });
});
