import type { MarketTick } from '../../shared/events/types.ts';

/** A tick with its market time as a number, so that pacing does not parse it again. */
export interface TimedTick {
  /** Epoch milliseconds; the same moment as `tick.timestamp`. */
  readonly at: number;
  readonly tick: MarketTick;
  /**
   * How many ticks before it have the same instrument, time, price and volume: a clock of whole seconds gives several trades
   * one time. Absent: none.
   */
  readonly repeat?: number;
}

/** Ticks in order of market time, in batches of any size: a file or a simulator. */
export type TickSource = AsyncIterable<readonly TimedTick[]> | Iterable<readonly TimedTick[]>;

let lastSecond = { second: Number.NaN, text: '' };

/** A moment as ISO text in UTC with milliseconds. Consecutive ticks share their second. @param at whole epoch milliseconds */
export const isoTime = (at: number): string => {
  const second = Math.floor(at / 1_000);
  if (second !== lastSecond.second) {
    lastSecond = { second, text: new Date(second * 1_000).toISOString().slice(0, 20) };
  }
  return `${lastSecond.text}${String(at - second * 1_000).padStart(3, '0')}Z`;
};

/** A tick at a time. @param at whole epoch milliseconds */
export const timedTick = (at: number, fields: Omit<MarketTick, 'timestamp'>): TimedTick => ({
  at,
  tick: { ...fields, timestamp: isoTime(at) },
});
