import type { Route } from '../../../shared/http/route.ts';
import { createStrategy } from './create-strategy.ts';
import { disableStrategy } from './disable-strategy.ts';
import { enableStrategy } from './enable-strategy.ts';
import { getStrategy } from './get-strategy.ts';
import { listStrategies } from './list-strategies.ts';
import { listStrategyTypes } from './list-strategy-types.ts';
import type { StrategyServices } from './services.ts';
import { setLiveClearance } from './set-live-clearance.ts';
import { updateStrategy } from './update-strategy.ts';

/** Strategies and strategy types. */
export const strategyRunnerRoutes: readonly Route<StrategyServices>[] = [
  listStrategyTypes,
  listStrategies,
  getStrategy,
  createStrategy,
  updateStrategy,
  enableStrategy,
  disableStrategy,
  setLiveClearance,
];
