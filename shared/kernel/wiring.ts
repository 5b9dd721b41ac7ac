import type { ReadLastPrices } from '../market/read-last-prices.ts';
import type { Clock, MarketClock } from '../ports/clock.ts';
import type { TableReader } from '../ports/table-reader.ts';
import type { Settings } from '../settings/settings.ts';
import type { LoadContextWithState } from './ports.ts';
import type { Stage } from './stage.ts';
import type { ReadStageState } from './stage-state.ts';

/** The dependencies of a stage's wiring. */
export interface StageDependencies {
  readonly tables: TableReader;
  readonly lastPrices: ReadLastPrices;
  readonly stageState: ReadStageState;
  readonly clock: Clock;
  readonly marketClock: MarketClock;
  readonly settings: Settings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Logs that an item of a table is malformed and was skipped. */
  readonly reportBadItem: (table: string, key: string, problem: string) => void;
}

/** A stage and the source of its contexts. */
export interface WiredStage<State, Context, Input> {
  readonly stage: Stage<State, Context, Input>;
  readonly loadContext: LoadContextWithState<State, Context, Input>;
}

/** Connects a stage. A deployment, the in-process replay and the simulation call it with their own dependencies. */
export type Wiring<State, Context, Input> = (
  dependencies: StageDependencies,
) => WiredStage<State, Context, Input>;
