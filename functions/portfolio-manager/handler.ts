import { stageHandler } from '../../shared/lambda/stage-handler.ts';
import { readBroker } from '../../shared/settings/settings.ts';
import { loadPortfolioContext } from './context.ts';
import { portfolioManager } from './stage.ts';

export const handler = stageHandler(({ tables, environment, reportBadItem }) => {
  const broker = readBroker(environment);
  return {
    stage: portfolioManager(broker),
    loadContext: loadPortfolioContext({ tables, onBadItem: reportBadItem }),
  };
});
