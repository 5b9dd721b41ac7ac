import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Zone } from '../../../../functions/strategy-runner/strategies/crossing.ts';
import { rsi } from '../../../../functions/strategy-runner/strategies/rsi.ts';
import { strategyType } from '../../../../functions/strategy-runner/strategies/strategy.ts';
import { decisionsOf, rsiAgainst, sidesFrom, sidesOf, units, wilder } from './oracle.ts';
import { priceWalks } from './prices.ts';

const configure = (parameters: object) => strategyType(rsi).configure(parameters);

describe('rsi', () => {
  it('agrees with exact fractions over the whole history', () => {
    fc.assert(
      fc.property(
        priceWalks(),
        fc.integer({ min: 2, max: 15 }),
        fc.integer({ min: 20, max: 45 }),
        fc.integer({ min: 0, max: 5 }),
        (prices, period, oversold, cooldown) => {
          const overbought = 100 - oversold;
          const strategy = configure({
            rsi_period: period,
            rsi_oversold: oversold,
            rsi_overbought: overbought,
            cooldown_ticks: cooldown,
          });

          const zones: (Zone | undefined)[] = [];
          for (let index = 0; index < prices.length; index += 1) {
            const averages = wilder(prices.slice(0, index + 1).map(units), period);
            const low = averages && rsiAgainst(averages, oversold);
            const high = averages && rsiAgainst(averages, overbought);
            if (low === 'tie' || high === 'tie') break;
            zones.push(averages && (low === 'below' ? -1 : high === 'above' ? 1 : 0));
          }
          const clear = prices.slice(0, zones.length);
          expect(sidesOf(strategy, clear)).toEqual(sidesFrom(zones, 'BUY', cooldown));
        },
      ),
    );
  });

  it('buys when the RSI falls below the lower level and sells when it rises above the upper', () => {
    const strategy = configure({ rsi_period: 2, rsi_oversold: 30, rsi_overbought: 70 });

    // Gains and losses times n: (1, 1) → 50, (0.5, 2.5) → 16.7, (4.25, 1.25) → 77.3.
    const decisions = decisionsOf(strategy, [100, 101, 100, 98, 102]);

    expect(decisions.slice(0, 3)).toEqual([undefined, undefined, undefined]);
    expect(decisions.slice(3)).toEqual([
      { side: 'BUY', quantity: 1, metadata: { rsi: 16.666667 } },
      { side: 'SELL', quantity: 1, metadata: { rsi: 77.272727 } },
    ]);
  });

  it('gives no signal at exactly the level', () => {
    const strategy = configure({ rsi_period: 2, rsi_oversold: 25, rsi_overbought: 75 });

    // (1, 1) → 50, then (1.5, 0.5) → exactly 75.
    expect(sidesOf(strategy, [100, 101, 100, 101])).toEqual(Array(4).fill(undefined));
  });
});
