import { wiring as deadLetters } from '../../functions/dead-letters/wiring.ts';
import { wiring as journal } from '../../functions/journal/wiring.ts';
import { wiring as paperTradingEngine } from '../../functions/paper-trading-engine/wiring.ts';
import { wiring as portfolioManager } from '../../functions/portfolio-manager/wiring.ts';
import { wiring as priceRecorder } from '../../functions/price-recorder/wiring.ts';
import { wiring as redriver } from '../../functions/redriver/wiring.ts';
import { wiring as riskManager } from '../../functions/risk-manager/wiring.ts';
import { wiring as strategyRunner } from '../../functions/strategy-runner/wiring.ts';
import type { StageKind } from '../../shared/events/pipeline.ts';
import type { Wiring } from '../../shared/kernel/wiring.ts';

/**
 * What `use` makes of the wiring of each stage. A function takes each one, because no type covers the states and
 * contexts of all of them.
 */
export const eachWiring = <Result>(
  use: <State, Context, Input>(wiring: Wiring<State, Context, Input>) => Result,
): Readonly<Record<StageKind, Result>> => ({
  'price-recorder': use(priceRecorder),
  'strategy-runner': use(strategyRunner),
  'risk-manager': use(riskManager),
  'paper-trading-engine': use(paperTradingEngine),
  'portfolio-manager': use(portfolioManager),
  journal: use(journal),
  'dead-letters': use(deadLetters),
  redriver: use(redriver),
});
