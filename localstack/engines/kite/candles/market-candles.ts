import { istDay } from '../../../../shared/market/ist.ts';
import type { KiteMarket } from '../market/kite-market.ts';
import type { CandleSource } from './candle.ts';
import { KeptCandles } from './file-candles.ts';

/**
 * Candles that agree with a market's ticks: those of the ticks from the day of an instrument's first tick on, and those of
 * `before` until then.
 */
export const marketCandles = (market: KiteMarket, before: CandleSource): CandleSource => {
  const kept = new KeptCandles();
  const firstDays = new Map<number, number>();
  market.onTicks((snapshots) => {
    for (const snapshot of snapshots) {
      const token = snapshot.tick.instrument_token;
      if (!firstDays.has(token)) firstDays.set(token, istDay(snapshot.at));
      kept.take(snapshot);
    }
  });
  return {
    candlesOf: (row, day, isContinuous) => {
      const first = firstDays.get(row.instrument_token);
      return first === undefined || day < first
        ? before.candlesOf(row, day, isContinuous)
        : kept.candlesOf(row, day);
    },
  };
};
