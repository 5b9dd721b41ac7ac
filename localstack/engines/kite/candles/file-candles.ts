import { istDay, MINUTE_MS } from '../../../../shared/market/ist.ts';
import { type MarketDataOptions, openMarketData } from '../../../market-data/market-data.ts';
import { type Bar, isBar, type MarketRow, timeOfRow } from '../../../market-data/market-row.ts';
import type { TimedTick } from '../../../market-data/timed-tick.ts';
import type { Candle, CandleSource } from './candle.ts';

const candleOfBar = ({ start, end, open, high, low, close, volume = 0, oi = 0 }: Bar): Candle => ({
  ...{ start, end, open, high, low, close, volume, oi },
});

/** Builds the minutes of one instrument's ticks. Kite's volume is that of the day so far. */
class TickMinutes {
  #volume = 0;
  #day = Number.NaN;

  /** @returns the minute with the tick in it; the one before is complete if it is another one */
  take(before: Candle | undefined, { at, tick }: TimedTick): Candle {
    const { last_price: price, volume_traded = 0, oi = 0 } = tick;
    if (istDay(at) !== this.#day) this.#volume = 0;
    this.#day = istDay(at);
    const traded = Math.max(0, volume_traded - this.#volume);
    this.#volume = Math.max(this.#volume, volume_traded);
    const start = Math.floor(at / MINUTE_MS) * MINUTE_MS;
    if (before?.start !== start) {
      return {
        ...{ start, end: start + MINUTE_MS, open: price, high: price, low: price, close: price },
        ...{ volume: traded, oi },
      };
    }
    return {
      ...before,
      high: Math.max(before.high, price),
      low: Math.min(before.low, price),
      close: price,
      volume: before.volume + traded,
      oi,
    };
  }
}

/** Candles of rows in order of time, kept by instrument and day. */
export class KeptCandles implements CandleSource {
  readonly #days = new Map<string, Candle[]>();
  readonly #ticks = new Map<number, TickMinutes>();
  /** Epoch milliseconds; undefined before the first row. */
  firstAt: number | undefined;

  take(row: MarketRow): void {
    this.firstAt ??= timeOfRow(row);
    if (isBar(row)) {
      this.#dayOf(row.instrument_token, row.start).push(candleOfBar(row));
      return;
    }
    const token = row.tick.instrument_token;
    let minutes = this.#ticks.get(token);
    if (minutes === undefined) {
      minutes = new TickMinutes();
      this.#ticks.set(token, minutes);
    }
    const candles = this.#dayOf(token, row.at);
    const before = candles.at(-1);
    const candle = minutes.take(before, row);
    if (before?.start === candle.start) candles.pop();
    candles.push(candle);
  }

  candlesOf({ instrument_token }: { readonly instrument_token: number }, day: number): readonly Candle[] {
    return this.#days.get(`${instrument_token}/${day}`) ?? [];
  }

  #dayOf(token: number, at: number): Candle[] {
    const key = `${token}/${istDay(at)}`;
    let candles = this.#days.get(key);
    if (candles === undefined) {
      candles = [];
      this.#days.set(key, candles);
    }
    return candles;
  }
}

/**
 * The candles of files of bars or ticks, all in memory.
 * @throws AlphaPandaError those of `openMarketData`
 */
export const fileCandles = async (
  paths: readonly string[],
  options: MarketDataOptions = {},
): Promise<KeptCandles> => {
  const kept = new KeptCandles();
  const { rows } = await openMarketData(paths, options);
  for await (const batch of rows) for (const row of batch) kept.take(row);
  return kept;
};
