import { stageHandler } from '../../shared/lambda/stage-handler.ts';
import { loadPaperEngineContext } from './context.ts';
import { paperTradingEngine } from './stage.ts';

export const handler = stageHandler(({ tables, clock, marketClock, settings, reportBadItem }) => ({
  stage: paperTradingEngine({
    slippageBasisPoints: settings.PAPER_SLIPPAGE_BASIS_POINTS,
    maxPriceAgeMs: settings.PAPER_MAX_PRICE_AGE_MS,
  }),
  loadContext: loadPaperEngineContext({ tables, clock, marketClock, onBadItem: reportBadItem }),
}));
