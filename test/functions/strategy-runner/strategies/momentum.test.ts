import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Zone } from '../../../../functions/strategy-runner/strategies/crossing.ts';
import { momentum } from '../../../../functions/strategy-runner/strategies/momentum.ts';
import { strategyType } from '../../../../functions/strategy-runner/strategies/strategy.ts';
import { decisionsOf, sidesFrom, sidesOf, units } from './oracle.ts';
import { priceWalks } from './prices.ts';

const configure = (parameters: object) => strategyType(momentum).configure(parameters);

describe('momentum', () => {
  it('agrees with the moves computed from the whole history', () => {
    fc.assert(
      fc.property(
        priceWalks(),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 64 }),
        fc.integer({ min: 0, max: 6 }),
        (prices, lookback, threshold, cooldown) => {
          const strategy = configure({
            lookback_period: lookback,
            // A binary fraction, so that the oracle's whole numbers and doubles mean the same.
            momentum_threshold: threshold / 1_024,
            cooldown_ticks: cooldown,
          });

          const zones = prices.map((price, index): Zone | undefined => {
            const earlier = prices[index - lookback];
            if (earlier === undefined) return undefined;
            const move = (units(price) - units(earlier)) * 1_024n;
            const bound = BigInt(threshold) * units(earlier);
            return move > bound ? 1 : move < -bound ? -1 : 0;
          });
          expect(sidesOf(strategy, prices)).toEqual(sidesFrom(zones, 'SELL', cooldown));
        },
      ),
    );
  });

  it('buys once when the move passes the threshold and sells once when it passes the other', () => {
    const strategy = configure({ lookback_period: 2, momentum_threshold: 0.01, quantity: 50 });

    const decisions = decisionsOf(strategy, [100, 100, 100, 102, 103, 102, 100, 99]);

    expect(decisions.map((decision) => decision?.side)).toEqual([
      undefined,
      undefined,
      undefined,
      'BUY',
      undefined,
      undefined,
      'SELL',
      undefined,
    ]);
    expect(decisions[3]).toEqual({
      side: 'BUY',
      quantity: 50,
      metadata: { momentum: 0.02, lookback_period: 2 },
    });
  });

  it('gives no signal at a move of exactly the threshold', () => {
    const strategy = configure({ lookback_period: 1, momentum_threshold: 0.25 });

    expect(sidesOf(strategy, [100, 100, 125, 125, 93.75])).toEqual(Array(5).fill(undefined));
  });
});
