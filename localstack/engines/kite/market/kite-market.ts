import type { MarketTick } from '../../../../shared/events/types.ts';
import type { InstrumentRow } from './instrument-row.ts';

/** The newest state of an instrument: what Kite's quotes and the ticker's full mode show. */
export interface Snapshot {
  /** Market time, epoch milliseconds; the same moment as `tick.timestamp`. */
  readonly at: number;
  /** Has the day's `ohlc`. Prices in rupees. */
  readonly tick: MarketTick & { readonly ohlc: NonNullable<MarketTick['ohlc']> };
  /** The range of the open interest on this day; undefined for what has no open interest. */
  readonly oiDay: { readonly high: number; readonly low: number } | undefined;
}

/** Receives the new snapshots of one moment, at most one of each instrument. */
export type MomentListener = (snapshots: readonly Snapshot[]) => void;

/** The exchange behind the Kite simulator. */
export interface KiteMarket {
  /** The rows of Kite's instruments file. */
  readonly instruments: readonly InstrumentRow[];
  /** Undefined before the instrument's first tick. */
  snapshotOf(token: number): Snapshot | undefined;
  /** @returns a function that ends the subscription */
  onTicks(listener: MomentListener): () => void;
}

/** A market without a tick. */
export const stillMarket = (instruments: readonly InstrumentRow[]): KiteMarket => ({
  instruments,
  snapshotOf: () => undefined,
  onTicks: () => () => undefined,
});
