import { loadDeadLettersContext } from '../../functions/dead-letters/context.ts';
import { deadLetters } from '../../functions/dead-letters/stage.ts';
import { loadPaperEngineContext } from '../../functions/paper-trading-engine/context.ts';
import { paperTradingEngine } from '../../functions/paper-trading-engine/stage.ts';
import { loadPortfolioContext } from '../../functions/portfolio-manager/context.ts';
import { portfolioManager } from '../../functions/portfolio-manager/stage.ts';
import { loadPriceRecorderContext } from '../../functions/price-recorder/context.ts';
import { priceRecorder } from '../../functions/price-recorder/stage.ts';
import { loadRedriverContext } from '../../functions/redriver/context.ts';
import { redriver } from '../../functions/redriver/stage.ts';
import { loadRiskContext } from '../../functions/risk-manager/context.ts';
import { riskManager } from '../../functions/risk-manager/stage.ts';
import { loadStrategyRunnerContext } from '../../functions/strategy-runner/context.ts';
import { strategyRunner } from '../../functions/strategy-runner/stage.ts';
import { STAGE_FUNCTIONS } from '../../infra/service/stages.ts';
import { BROKERS, SCOPES } from '../../shared/events/brokers.ts';
import { Kernel, type KernelPorts, type KernelResult } from '../../shared/kernel/kernel.ts';
import type { LoadContextWithState } from '../../shared/kernel/ports.ts';
import type { Stage } from '../../shared/kernel/stage.ts';
import { type ReadStageState, readStageState } from '../../shared/kernel/stage-state.ts';
import { type ReadLastPrices, readLastPrices } from '../../shared/market/read-last-prices.ts';
import type { Clock, MarketClock } from '../../shared/ports/clock.ts';
import type { TableReader } from '../../shared/ports/table-reader.ts';

/** The readers of contexts that an environment gives its stage. */
interface ContextSources {
  readonly tables: TableReader;
  readonly lastPrices: ReadLastPrices;
  readonly stageState: ReadStageState;
  readonly clock: Clock;
  readonly marketClock: MarketClock;
}

/** A kernel's ports without its contexts. */
type OtherPorts = Omit<KernelPorts<never, never, never>, 'loadContext'>;

/** Wraps the loading of a context, so that a world records its time. */
type Watch = <T>(load: () => Promise<T>) => Promise<T>;

/** A deployed stage, for any number of environments. */
export interface StageBlueprint {
  readonly name: string;
  /** Topic names. */
  readonly topics: readonly string[];
  /** Batching window of its mappings in milliseconds. */
  readonly windowMs: number;
  readonly isOnDemand: boolean;
  readonly start: (
    ports: OtherPorts,
    sources: Omit<ContextSources, 'lastPrices' | 'stageState'>,
    watch: Watch,
  ) => { handle(event: unknown): Promise<KernelResult> };
}

/** The Kite user whose login sends live orders. */
export const ACCOUNT = 'AB1234';

const RETENTION_DAYS = 365;
const PAPER = { slippageBasisPoints: 2, maxPriceAgeMs: 15_000 };

const windowOf = (stage: string): number => {
  const deployed = STAGE_FUNCTIONS.find(({ stageName }) => stageName === stage);
  return 1_000 * (deployed?.batching.windowSeconds ?? 0);
};

const blueprint = <State, Context, Input>(
  make: () => Stage<State, Context, Input>,
  load: (sources: ContextSources) => LoadContextWithState<State, Context, Input>,
): StageBlueprint => ({
  name: make().name,
  topics: make().topics.map(({ name }) => name),
  windowMs: windowOf(make().name),
  isOnDemand: STAGE_FUNCTIONS.some(
    (deployed) => deployed.stageName === make().name && deployed.mayBeOnDemand,
  ),
  start(ports, sources, watch) {
    const { tables } = sources;
    const loadContext = load({
      ...sources,
      lastPrices: readLastPrices(tables),
      stageState: readStageState(tables),
    });
    return new Kernel(make(), {
      ...ports,
      loadContext: (inputs, state) => watch(() => loadContext(inputs, state)),
    });
  },
});

/** Every stage of the pipeline, with its handler's wiring. */
export const STAGES: readonly StageBlueprint[] = [
  blueprint(priceRecorder, loadPriceRecorderContext),
  blueprint(strategyRunner, loadStrategyRunnerContext),
  ...BROKERS.map((broker) =>
    blueprint(
      () => riskManager(broker),
      (sources) => loadRiskContext({ ...sources, broker, account: ACCOUNT }),
    ),
  ),
  blueprint(() => paperTradingEngine(PAPER), loadPaperEngineContext),
  ...BROKERS.map((broker) =>
    blueprint(
      () => portfolioManager(broker),
      (sources) => loadPortfolioContext(broker, sources),
    ),
  ),
  blueprint(() => deadLetters(BROKERS, RETENTION_DAYS), loadDeadLettersContext),
  ...SCOPES.map((scope) =>
    blueprint(
      () => redriver(scope),
      ({ tables }) => loadRedriverContext({ tables, scope }),
    ),
  ),
];
