import type { StageDependencies } from '../../shared/kernel/wiring.ts';
import { readBroker } from '../../shared/settings/settings.ts';
import { loadPortfolioContext } from './context.ts';
import { portfolioManager } from './stage.ts';

export const wiring = ({ lastPrices, environment }: StageDependencies) => ({
  stage: portfolioManager(readBroker(environment)),
  loadContext: loadPortfolioContext(lastPrices),
});
