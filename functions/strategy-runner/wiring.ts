import type { StageDependencies } from '../../shared/kernel/wiring.ts';
import { loadStrategyRunnerContext } from './context.ts';
import { strategyRunner } from './stage.ts';

export const wiring = ({ tables, clock, marketClock, settings }: StageDependencies) => ({
  stage: strategyRunner({ orderLatencyMs: settings.PAPER_ORDER_LATENCY_MS }),
  loadContext: loadStrategyRunnerContext({
    tables,
    clock,
    marketClock,
    brokers: settings.BROKERS,
  }),
});
