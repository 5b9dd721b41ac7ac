import type { TimedTick } from './timed-tick.ts';

/** The prices of one instrument over a span of time. Prices in rupees, times in epoch milliseconds. */
export interface Bar {
  readonly instrument_token: number;
  readonly start: number;
  /** The first moment after the bar. A bar that the session's close cuts short ends there. */
  readonly end: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Units traded within the bar. */
  readonly volume?: number;
  /** Open interest at the bar's end. */
  readonly oi?: number;
}

/** What a row of a file says: a bar or a tick. */
export type MarketRow = Bar | TimedTick;

export const isBar = (row: MarketRow): row is Bar => 'open' in row;

/** The row's place in time: a bar's start, a tick's moment. */
export const timeOfRow = (row: MarketRow): number => (isBar(row) ? row.start : row.at);

/** Rows in order of `timeOfRow`, in batches of any size. */
export type RowSource = AsyncIterable<readonly MarketRow[]>;
