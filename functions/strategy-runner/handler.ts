import { stageHandler } from '../../shared/lambda/stage-handler.ts';
import { loadStrategyRunnerContext } from './context.ts';
import { strategyRunner } from './stage.ts';

export const handler = stageHandler(({ tables, clock, marketClock }) => ({
  stage: strategyRunner(),
  loadContext: loadStrategyRunnerContext({ tables, clock, marketClock }),
}));
