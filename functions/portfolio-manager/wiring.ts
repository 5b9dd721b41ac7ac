import type { StageDependencies } from '../../shared/kernel/wiring.ts';
import { readBroker } from '../../shared/settings/settings.ts';
import { loadPortfolioContext } from './context.ts';
import { portfolioManager } from './stage.ts';

export const wiring = ({ lastPrices, stageState, environment }: StageDependencies) => {
  const broker = readBroker(environment);
  return {
    stage: portfolioManager(broker),
    loadContext: loadPortfolioContext(broker, lastPrices, stageState),
  };
};
