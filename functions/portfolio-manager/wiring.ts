import type { StageDependencies } from '../../shared/kernel/wiring.ts';
import { readBroker } from '../../shared/settings/settings.ts';
import { loadPortfolioContext } from './context.ts';
import { portfolioManager } from './stage.ts';

export const wiring = ({
  tables,
  lastPrices,
  stageState,
  clock,
  environment,
  reportBadItem,
}: StageDependencies) => {
  const broker = readBroker(environment);
  return {
    stage: portfolioManager(broker),
    loadContext: loadPortfolioContext(broker, {
      ...{ tables, lastPrices, stageState, clock },
      onBadItem: reportBadItem,
    }),
  };
};
