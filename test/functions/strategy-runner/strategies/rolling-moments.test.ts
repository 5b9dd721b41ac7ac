import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAX_WINDOW,
  RollingMoments,
} from '../../../../functions/strategy-runner/strategies/rolling-moments.ts';
import { fromRupees } from '../../../../shared/money.ts';
import { units } from './oracle.ts';

/** `n·Σp² − (Σp)²` from the window alone. */
const exactVariance = (window: readonly number[]): bigint => {
  const prices = window.map(units);
  const sum = prices.reduce((total, price) => total + price, 0n);
  const squares = prices.reduce((total, price) => total + price * price, 0n);
  return BigInt(prices.length) * squares - sum * sum;
};

const pushAll = (moments: RollingMoments, prices: readonly number[]): RollingMoments => {
  for (const price of prices) moments.push(fromRupees(price));
  return moments;
};

const paise = (max: number): fc.Arbitrary<number> =>
  fc.integer({ min: 1, max }).map((amount) => amount / 100);
const anyPrices = fc.array(fc.oneof(paise(1e10), paise(1e4)), { minLength: 1, maxLength: 80 });

describe('RollingMoments', () => {
  it('has the exact sum of the window after any history', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), anyPrices, (period, prices) => {
        const moments = pushAll(new RollingMoments(period), prices);

        const window = prices.slice(-period).map(units);
        expect(BigInt(moments.sum)).toBe(window.reduce((total, price) => total + price, 0n));
      }),
    );
  });

  it('has the variance of the window to eleven digits even where prices span the whole range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20 }), anyPrices, (period, prices) => {
        const moments = pushAll(new RollingMoments(period), prices);

        const exact = Number(exactVariance(prices.slice(-period)));
        expect(Math.abs(moments.scaledVariance() - exact)).toBeLessThanOrEqual(exact * 1e-11);
      }),
    );
  });

  it('is exact for a narrow window around any level, also one where the halves of prices carry over', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 200, max: 1e8 - 200 }), fc.constant((2 ** 20 * 1_000) / 10_000)),
        fc.array(fc.integer({ min: -9_999, max: 9_999 }), { minLength: 2, maxLength: 40 }),
        (level, offsets) => {
          const prices = offsets.map((offset) => (Math.round(level * 100) + offset) / 100);

          const moments = pushAll(new RollingMoments(prices.length), prices);

          expect(BigInt(moments.scaledVariance())).toBe(exactVariance(prices));
        },
      ),
    );
  });

  it('keeps no trace of extreme prices that have left a window of the longest kind', () => {
    const wild = Array.from({ length: 3 * MAX_WINDOW }, (_, index) => (index % 2 === 0 ? 1e8 : 0.05));
    const calm = Array.from({ length: MAX_WINDOW }, (_, index) => 34_000 + (index % 7) * 0.05);

    const moments = pushAll(new RollingMoments(MAX_WINDOW), [...wild, ...calm]);

    expect(BigInt(moments.scaledVariance())).toBe(exactVariance(calm));
  });

  it('gives the same results after packing and unpacking', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), anyPrices, anyPrices, (period, before, after) => {
        const moments = pushAll(new RollingMoments(period), before);
        const restored = RollingMoments.unpack(period, moments.pack());

        pushAll(moments, after);
        pushAll(restored, after);

        expect([restored.sum, restored.scaledVariance(), restored.full]).toEqual([
          moments.sum,
          moments.scaledVariance(),
          moments.full,
        ]);
      }),
    );
  });
});
