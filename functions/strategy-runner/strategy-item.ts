import * as z from 'zod';
import { instrumentToken, product, strategyId } from '../../shared/events/data/fields.ts';

/** An item of the strategies table. Other attributes are ignored. */
export const strategyItem = z.object({
  strategy_id: strategyId,
  /** A type of the registry. */
  type: z.string().min(1).max(64),
  /**
   * Instrument tokens. The strategy runs on each of them separately. The list is empty if all its names have expired. The
   * attribute `contracts` has the names: see `shared/market/named-contracts.ts`.
   */
  instruments: z.array(instrumentToken).max(3_000),
  /** Absent parameters have their default. */
  parameters: z.record(z.string(), z.unknown()).default({}),
  /** The product of its orders; absent: the instrument's usual one. */
  product: product.optional(),
  is_active: z.boolean(),
  /** Whether its signals also go to the live broker. */
  zerodha_trading_enabled: z.boolean().default(false),
  /** Incremented by every edit. A new version also restarts a failed strategy. */
  version: z.int().min(1),
});

export type StrategyItem = z.infer<typeof strategyItem>;
