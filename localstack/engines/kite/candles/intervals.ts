import { DAY_MS, MINUTE_MS } from '../../../../shared/market/ist.ts';

interface Interval {
  readonly milliseconds: number;
  /** The longest span of one request. */
  readonly maxDays: number;
}

/** Kite's intervals with the limits of its docs, "Historical candle data". */
export const INTERVALS = {
  minute: { milliseconds: MINUTE_MS, maxDays: 60 },
  '3minute': { milliseconds: 3 * MINUTE_MS, maxDays: 100 },
  '5minute': { milliseconds: 5 * MINUTE_MS, maxDays: 100 },
  '10minute': { milliseconds: 10 * MINUTE_MS, maxDays: 100 },
  '15minute': { milliseconds: 15 * MINUTE_MS, maxDays: 200 },
  '30minute': { milliseconds: 30 * MINUTE_MS, maxDays: 200 },
  '60minute': { milliseconds: 60 * MINUTE_MS, maxDays: 400 },
  day: { milliseconds: DAY_MS, maxDays: 2_000 },
} as const satisfies Record<string, Interval>;

export type IntervalName = keyof typeof INTERVALS;

export const isInterval = (text: string): text is IntervalName => Object.hasOwn(INTERVALS, text);
