import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Zone } from '../../../../functions/strategy-runner/strategies/crossing.ts';
import { meanReversion } from '../../../../functions/strategy-runner/strategies/mean-reversion.ts';
import { strategyType } from '../../../../functions/strategy-runner/strategies/strategy.ts';
import { decisionsOf, rsiAgainst, sidesFrom, sidesOf, units, wilder } from './oracle.ts';
import { priceWalks } from './prices.ts';

const configure = (parameters: object) => strategyType(meanReversion).configure(parameters);

/** Where a price lies to bands of `quarters / 4` deviations around the last prices, by whole numbers. */
const bandZone = (window: readonly bigint[], quarters: number): Zone => {
  const count = BigInt(window.length);
  const sum = window.reduce((total, price) => total + price, 0n);
  const squares = window.reduce((total, price) => total + price * price, 0n);
  const distance = count * (window.at(-1) ?? 0n) - sum;
  const outside = 16n * distance * distance > BigInt(quarters * quarters) * (count * squares - sum * sum);
  return outside ? (distance < 0n ? -1 : 1) : 0;
};

describe('mean reversion', () => {
  it('agrees with bands and RSI computed exactly from the whole history', () => {
    fc.assert(
      fc.property(
        priceWalks(),
        fc.integer({ min: 5, max: 15 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 2, max: 10 }),
        fc.integer({ min: 30, max: 50 }),
        fc.integer({ min: 0, max: 3 }),
        (prices, period, quarters, rsiPeriod, oversold, cooldown) => {
          const strategy = configure({
            bollinger_period: period,
            bollinger_deviations: quarters / 4,
            rsi_period: rsiPeriod,
            rsi_oversold: oversold,
            rsi_overbought: 100 - oversold,
            cooldown_ticks: cooldown,
          });

          const history = prices.map(units);
          const zones: (Zone | undefined)[] = [];
          for (let index = 0; index < history.length; index += 1) {
            const averages = wilder(history.slice(0, index + 1), rsiPeriod);
            if (averages === undefined || index + 1 < period) {
              zones.push(undefined);
              continue;
            }
            const low = rsiAgainst(averages, oversold);
            const high = rsiAgainst(averages, 100 - oversold);
            if (low === 'tie' || high === 'tie') break;
            const band = bandZone(history.slice(index + 1 - period, index + 1), quarters);
            zones.push((band === -1 && low === 'below') || (band === 1 && high === 'above') ? band : 0);
          }
          const clear = prices.slice(0, zones.length);
          expect(sidesOf(strategy, clear)).toEqual(sidesFrom(zones, 'BUY', cooldown));
        },
      ),
    );
  });

  it('buys a fall below the lower band that the RSI confirms', () => {
    const strategy = configure({ bollinger_period: 5, bollinger_deviations: 1.5, rsi_period: 2 });

    // Mean 98, deviations of 2, 2, 2, 2 and −8: σ = 4, so 90 lies 2σ below.
    const decisions = decisionsOf(strategy, [100, 100, 100, 100, 100, 90]);

    expect(decisions.slice(0, 5)).toEqual(Array(5).fill(undefined));
    expect(decisions[5]).toEqual({ side: 'BUY', quantity: 1, metadata: { deviations: -2, rsi: 0 } });
  });

  it('acts on a price outside the bands only when the RSI confirms it', () => {
    // The last price lies 1.5σ below its average; gains of 12·⅘ and losses of 8·⅘ + 7 make an RSI of 41.7.
    const prices = [100, 104, 100, 104, 100, 104, 97];
    const bands = { bollinger_period: 5, bollinger_deviations: 1, rsi_period: 5 };

    const confirmed = sidesOf(configure({ ...bands, rsi_oversold: 42 }), prices);
    const unconfirmed = sidesOf(configure({ ...bands, rsi_oversold: 41 }), prices);

    expect(confirmed.at(-1)).toBe('BUY');
    expect(unconfirmed.at(-1)).toBeUndefined();
  });

  it('sells above the upper band, again only when the RSI confirms it', () => {
    // The mirror image: 1.5σ above the average, with an RSI of 58.3.
    const prices = [104, 100, 104, 100, 104, 100, 107];
    const bands = { bollinger_period: 5, bollinger_deviations: 1, rsi_period: 5 };

    const confirmed = sidesOf(configure({ ...bands, rsi_overbought: 58 }), prices);
    const unconfirmed = sidesOf(configure({ ...bands, rsi_overbought: 59 }), prices);

    expect(confirmed.at(-1)).toBe('SELL');
    expect(unconfirmed.at(-1)).toBeUndefined();
  });

  it('gives no signal at a price exactly on the band', () => {
    const strategy = configure({
      bollinger_period: 4,
      bollinger_deviations: 1,
      rsi_period: 2,
      rsi_oversold: 40,
      rsi_overbought: 60,
    });

    // Every window is two of 99 and two of 101, so that σ = 1, and the RSI reads 75, 37.5 and 68.75.
    expect(sidesOf(strategy, [99, 101, 99, 101, 99, 101])).toEqual(Array(6).fill(undefined));
  });

  it('refuses bands that no price of the window can leave', () => {
    expect(() => configure({ bollinger_period: 5, bollinger_deviations: 2 })).toThrow(
      'bollinger_deviations: no price can lie outside these bands',
    );
  });
});
