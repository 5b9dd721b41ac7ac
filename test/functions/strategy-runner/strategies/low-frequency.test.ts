import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowFrequency } from '../../../../functions/strategy-runner/strategies/low-frequency.ts';
import { strategyType } from '../../../../functions/strategy-runner/strategies/strategy.ts';
import { sidesOf } from './oracle.ts';

describe('low frequency', () => {
  it('buys and sells alternately at every n-th tick, at any price', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.array(fc.integer({ min: 1, max: 9_999 }), { maxLength: 60 }),
        (every, prices) => {
          const strategy = strategyType(lowFrequency).configure({ every_ticks: every });

          const expected = prices.map((_, index) => {
            const number = (index + 1) / every;
            if (!Number.isInteger(number)) return undefined;
            return number % 2 === 1 ? 'BUY' : 'SELL';
          });
          expect(sidesOf(strategy, prices)).toEqual(expected);
        },
      ),
    );
  });
});
