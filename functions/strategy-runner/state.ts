import type { TickMemory } from '../../shared/market/tick-memory.ts';
import type { StrategyInstance } from './strategies/strategy.ts';
import type { AcceptedStrategy, RefusedStrategy, StrategySet } from './strategy-set.ts';
import { WaitingOrders } from './waiting-orders.ts';

/** Why a strategy is stopped after it threw. It restarts when its configuration changes. */
interface Failure {
  /** The configuration's version when it failed. */
  readonly version: number;
}

/** The state of one accepted strategy. */
export interface StrategyMemory {
  /** Fingerprint of type and parameters. The states below are valid only with these. */
  readonly fingerprint: string;
  failure: Failure | undefined;
  /** Instrument token → the running strategy, or its packed state until the next tick. */
  readonly instances: Map<number, StrategyInstance | readonly number[]>;
}

/** One strategy of an instrument, ready for a tick. */
export interface Running {
  readonly strategy: AcceptedStrategy;
  readonly instance: StrategyInstance;
}

export interface InstrumentMemory {
  readonly ticks: TickMemory;
  /** Created at the instrument's first tick after a change. Not part of the checkpoint. */
  running: readonly Running[] | undefined;
}

/**
 * The state of one partition of ticks. It contains only the instruments that a strategy watches, and those with waiting
 * orders.
 */
export interface RunnerState {
  readonly instruments: Map<number, InstrumentMemory>;
  readonly waiting: WaitingOrders;
  readonly strategies: Map<string, StrategyMemory>;
  /** Strategy id → digest of the reason that was last reported. */
  readonly refusals: Map<string, string>;
  /**
   * The instrument whose tick emitted the last refusals, even if no strategy watches it. A repeat of that tick cannot
   * emit others. 0 before the first.
   */
  announcer: number;
  /**
   * The set of strategies that this state matches, and the reports that are still to be emitted. Both follow from the
   * other fields.
   */
  appliedSet: StrategySet | undefined;
  unannounced: readonly RefusedStrategy[];
}

export const initialState = (): RunnerState => ({
  instruments: new Map(),
  waiting: new WaitingOrders(),
  strategies: new Map(),
  refusals: new Map(),
  announcer: 0,
  appliedSet: undefined,
  unannounced: [],
});
