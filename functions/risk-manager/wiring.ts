import type { StageDependencies } from '../../shared/kernel/wiring.ts';
import { readBroker } from '../../shared/settings/settings.ts';
import { loadRiskContext } from './context.ts';
import { riskManager } from './stage.ts';

export const wiring = ({
  tables,
  lastPrices,
  stageState,
  clock,
  marketClock,
  settings,
  environment,
}: StageDependencies) => {
  const broker = readBroker(environment);
  return {
    stage: riskManager(broker),
    loadContext: loadRiskContext({
      tables,
      lastPrices,
      stageState,
      clock,
      marketClock,
      broker,
      account: settings.ZERODHA_USER_IDS[0],
      ceilings: settings.LIVE_LIMIT_CEILINGS,
    }),
  };
};
