import type { StageDependencies } from '../../shared/kernel/wiring.ts';
import { loadPaperEngineContext } from './context.ts';
import { paperTradingEngine } from './stage.ts';

export const wiring = ({
  tables,
  lastPrices,
  clock,
  marketClock,
  settings,
  reportBadItem,
}: StageDependencies) => ({
  stage: paperTradingEngine({
    slippageBasisPoints: settings.PAPER_SLIPPAGE_BASIS_POINTS,
    bySegment: settings.PAPER_SLIPPAGE,
    maxPriceAgeMs: settings.PAPER_MAX_PRICE_AGE_MS,
    squareOffMinutes: settings.PAPER_SQUARE_OFF_MINUTES,
  }),
  loadContext: loadPaperEngineContext({ tables, lastPrices, clock, marketClock, onBadItem: reportBadItem }),
});
