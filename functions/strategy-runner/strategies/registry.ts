import { lowFrequency } from './low-frequency.ts';
import { meanReversion } from './mean-reversion.ts';
import { momentum } from './momentum.ts';
import { rsi } from './rsi.ts';
import { type StrategyType, strategyType } from './strategy.ts';

/** All strategies. To add one, add a file to this folder and a line here. */
export const STRATEGY_TYPES: readonly StrategyType[] = [
  strategyType(momentum),
  strategyType(meanReversion),
  strategyType(rsi),
  strategyType(lowFrequency),
];
