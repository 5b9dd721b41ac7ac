import type { MarketTick } from '../../shared/events/types.ts';

/** A tick with its market time as a number, so that pacing does not parse it again. */
export interface TimedTick {
  /** Epoch milliseconds; the same moment as `tick.timestamp`. */
  readonly at: number;
  readonly tick: MarketTick;
}

/** Ticks in order of market time, in batches of any size: a file or a simulator. */
export type TickSource = AsyncIterable<readonly TimedTick[]> | Iterable<readonly TimedTick[]>;

/** A tick at a time. @param at whole epoch milliseconds */
export const timedTick = (at: number, fields: Omit<MarketTick, 'timestamp'>): TimedTick => ({
  at,
  tick: { ...fields, timestamp: new Date(at).toISOString() },
});
