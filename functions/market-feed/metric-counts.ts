import type { FeedMetricValues } from './metrics.ts';

/** Counts that only grow. */
export interface Totals {
  readonly ticks: number;
  readonly conflated: number;
  readonly unknownPackets: number;
  readonly reconnects: number;
}

/** What is so at the end of an interval. */
interface Now {
  readonly refused: number;
  readonly isSilent: boolean;
  readonly needsLogin: boolean;
}

const NONE: Totals = { ticks: 0, conflated: 0, unknownPackets: 0, reconnects: 0 };

/** Makes the metrics of each interval from counts that only grow. */
export class MetricCounts {
  #before = NONE;
  #handovers = 0;
  #gapMs = 0;

  handedOver(): void {
    this.#handovers += 1;
  }

  gap(milliseconds: number): void {
    this.#gapMs = Math.max(this.#gapMs, milliseconds);
  }

  /** The values since the last call. */
  take(totals: Totals, now: Now): FeedMetricValues {
    const before = this.#before;
    const values = {
      FeedTicks: totals.ticks - before.ticks,
      FeedConflated: totals.conflated - before.conflated,
      FeedUnknownPackets: totals.unknownPackets - before.unknownPackets,
      FeedRefusedInstruments: now.refused,
      FeedHandovers: this.#handovers,
      FeedHandoverGapMs: this.#gapMs,
      FeedReconnects: totals.reconnects - before.reconnects,
      FeedSilence: now.isSilent ? 1 : 0,
      FeedNeedsLogin: now.needsLogin ? 1 : 0,
      FeedHeartbeat: 1,
    };
    this.#before = totals;
    this.#handovers = 0;
    this.#gapMs = 0;
    return values;
  }
}
