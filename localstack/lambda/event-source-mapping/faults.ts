/**
 * What AWS may do to any consumer, on demand: each is a chance per batch between 0 (never, the default) and 1 (always).
 * A handler that survives these is fit for at-least-once delivery.
 */
export interface FaultSettings {
  /** A batch that succeeded is delivered a second time. */
  readonly duplicateDelivery: number;
  /** The group rebalances while the handler runs: its answer is lost and the batch comes again after a new assignment. */
  readonly rebalanceMidBatch: number;
  /** The handler ran to its end, but its answer never arrived: the batch counts as failed. */
  readonly dropAnswer: number;
  /**
   * The group rebalances, and the poller that lost the partitions does not know it yet: two invocations of the same
   * records run at the same time, in any order, and only the new poller's answer counts.
   */
  readonly secondPoller: number;
  /** The same seed gives the same faults for the same batches. */
  readonly seed: number;
}

export const NO_FAULTS: FaultSettings = {
  duplicateDelivery: 0,
  rebalanceMidBatch: 0,
  dropAnswer: 0,
  secondPoller: 0,
  seed: 1,
};

export type Fault =
  | 'none'
  | 'duplicate-delivery'
  | 'rebalance-mid-batch'
  | 'drop-answer'
  /** How much later than the new poller may begin, the old one invokes, in milliseconds. */
  | { readonly secondPollerAfterMs: number };

/** Long enough for the old poller to come in the middle of the new one's invocation, or well behind it. */
const MAX_DELAY_MS = 250;

/** Draws the fault of the next batch. */
export const faultInjector = (settings: FaultSettings): (() => Fault) => {
  const { duplicateDelivery, rebalanceMidBatch, dropAnswer, secondPoller } = settings;
  if (duplicateDelivery + rebalanceMidBatch + dropAnswer + secondPoller === 0) return () => 'none';
  const random = mulberry32(settings.seed);
  return () => {
    const drawn = random();
    if (drawn < duplicateDelivery) return 'duplicate-delivery';
    if (drawn < duplicateDelivery + rebalanceMidBatch) return 'rebalance-mid-batch';
    const known = duplicateDelivery + rebalanceMidBatch + dropAnswer;
    if (drawn < known) return 'drop-answer';
    if (drawn >= known + secondPoller) return 'none';
    // Squared: most come soon, a few late.
    return { secondPollerAfterMs: Math.round(random() ** 2 * MAX_DELAY_MS) };
  };
};

/** A small seeded generator of numbers in [0, 1); quality beyond "evenly spread" is not needed here. */
const mulberry32 = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};
