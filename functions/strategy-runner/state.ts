import type { TickMemory } from '../../shared/market/tick-memory.ts';
import type { StrategyInstance } from './strategies/strategy.ts';
import type { AcceptedStrategy, RefusedStrategy, StrategySet } from './strategy-set.ts';

/** Why a strategy that threw stays silent: it is started again when its configuration is another. */
interface Failure {
  /** The configuration's version when it failed. */
  readonly version: number;
}

/** What is kept of one accepted strategy. */
export interface StrategyMemory {
  /** Of type and parameters: the states below mean something under these only. */
  readonly fingerprint: string;
  failure: Failure | undefined;
  /** Instrument token → the strategy at work on it, or its packed state until it is needed again. */
  readonly instances: Map<number, StrategyInstance | readonly number[]>;
}

/** One strategy on the instrument at hand, ready to be given a tick. */
export interface Running {
  readonly strategy: AcceptedStrategy;
  readonly instance: StrategyInstance;
}

export interface InstrumentMemory {
  readonly ticks: TickMemory;
  /** Made at the instrument's first tick after a change; not part of the checkpoint. */
  running: readonly Running[] | undefined;
}

/** What the stage knows of one partition of ticks: of the instruments that a strategy watches, and no others. */
export interface RunnerState {
  readonly instruments: Map<number, InstrumentMemory>;
  readonly strategies: Map<string, StrategyMemory>;
  /** Strategy id → digest of the reason that was last made known. */
  readonly refusals: Map<string, string>;
  /**
   * The instrument whose tick carried the last refusals; remembered even if no strategy watches it, so that the same
   * tick cannot carry others when it comes again. 0 before the first.
   */
  announcer: number;
  /** The strategies that this state is in step with, and what of them has still to be made known. Both follow from the rest. */
  settledWith: StrategySet | undefined;
  unannounced: readonly RefusedStrategy[];
}

export const initialState = (): RunnerState => ({
  instruments: new Map(),
  strategies: new Map(),
  refusals: new Map(),
  announcer: 0,
  settledWith: undefined,
  unannounced: [],
});
