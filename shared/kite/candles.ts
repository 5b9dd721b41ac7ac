import { MINUTE_MS } from '../market/ist.ts';

/** An interval of Kite's historical candles. */
interface CandleInterval {
  /** The most days that one request may span. */
  readonly maxDays: number;
  /** Length of an intraday candle; undefined for days. */
  readonly milliseconds: number | undefined;
}

const minutes = (count: number, maxDays: number): CandleInterval => ({
  maxDays,
  milliseconds: count * MINUTE_MS,
});

/** Kite's intervals and their limits: "Historical candle data" of Kite Connect's docs. */
export const CANDLE_INTERVALS = {
  minute: minutes(1, 60),
  '3minute': minutes(3, 100),
  '5minute': minutes(5, 100),
  '10minute': minutes(10, 100),
  '15minute': minutes(15, 200),
  '30minute': minutes(30, 200),
  '60minute': minutes(60, 400),
  day: { maxDays: 2_000, milliseconds: undefined },
} as const satisfies Readonly<Record<string, CandleInterval>>;

export type IntervalName = keyof typeof CANDLE_INTERVALS;

export const INTERVAL_NAMES = Object.keys(CANDLE_INTERVALS) as [IntervalName, ...IntervalName[]];

export interface CandlesRequest {
  readonly instrumentToken: number;
  readonly interval: IntervalName;
  /** First and last day in India, `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
  /** One series of a future's contracts: day candles of NFO and MCX only. */
  readonly continuous: boolean;
  /** With open interest. */
  readonly oi: boolean;
}

/** Start of the candle in UTC, open, high, low, close, volume, and open interest if it was asked for. */
export type Candle = readonly [
  start: string,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
  oi?: number | undefined,
];
