import type { InstrumentRow } from '../market/instrument-row.ts';

/** What an instrument cost over a span of time. Prices in rupees, times in epoch milliseconds. */
export interface Candle {
  readonly start: number;
  readonly end: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** Open interest at the end; 0 for what has none. */
  readonly oi: number;
}

/** Where historical candles come from. */
export interface CandleSource {
  /**
   * The candles of a day (a day number) in order, as short as the source has them. Empty for a day without trading.
   * @param isContinuous For a future: also the days before it was listed, from the contracts that expired before it.
   */
  candlesOf(row: InstrumentRow, day: number, isContinuous: boolean): readonly Candle[];
}

/** One candle of several that follow each other. */
export const merged = (candles: readonly [Candle, ...Candle[]]): Candle => {
  const [first] = candles;
  const last = candles.at(-1) ?? first;
  return {
    start: first.start,
    end: last.end,
    open: first.open,
    high: Math.max(...candles.map(({ high }) => high)),
    low: Math.min(...candles.map(({ low }) => low)),
    close: last.close,
    volume: candles.reduce((sum, { volume }) => sum + volume, 0),
    oi: last.oi,
  };
};
