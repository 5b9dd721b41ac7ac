import * as z from 'zod';
import { instrumentToken, strategyId } from '../../shared/events/data/fields.ts';

/** An item of the strategies table. Other attributes are ignored. */
export const strategyItem = z.object({
  strategy_id: strategyId,
  /** A type of the registry. */
  type: z.string().min(1).max(64),
  /** Instrument tokens. The strategy runs on each of them by itself. */
  instruments: z.array(instrumentToken).min(1).max(3_000),
  /** What is left out takes its default. */
  parameters: z.record(z.string(), z.unknown()).default({}),
  is_active: z.boolean(),
  /** Whether its signals go to the live broker as well as to paper. */
  zerodha_trading_enabled: z.boolean().default(false),
  /** Raised at every edit; raising it also restarts a strategy that was stopped because it failed. */
  version: z.int().min(1),
});

export type StrategyItem = z.infer<typeof strategyItem>;
