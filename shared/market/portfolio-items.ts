import * as z from 'zod';
import { BROKERS } from '../events/brokers.ts';
import { instrumentToken, price, strategyId, timestamp } from '../events/data/fields.ts';

/** Rupees. Realized profit is after fees; unrealized is at the newest price known when the item was written. */
const totals = {
  realized_pnl: z.number(),
  unrealized_pnl: z.number(),
  total_pnl: z.number(),
  fees: z.number(),
};

const common = {
  broker: z.enum(BROKERS),
  /** Market time of the fill that wrote the item. */
  updated_at: timestamp,
  /** The account's count of fills at that fill: orders the writes. */
  sequence: z.int().min(1),
  ...totals,
};

/** Sort key of the account's own item; a position's always has a colon. */
export const ACCOUNT_ITEM = 'account';

/** Sort key of a strategy's item; '#' occurs in no position's. */
export const strategyItemId = (id: string): string => `strategy#${id}`;

/** An item of the positions table, by `kind`. */
export const portfolioItem = z.discriminatedUnion('kind', [
  z.object({
    ...common,
    kind: z.literal('position'),
    /** `strategy_id:instrument_token` */
    position_id: z.string(),
    strategy_id: strategyId,
    instrument_token: instrumentToken,
    /** Signed units, negative for short. */
    quantity: z.int(),
    /** Rupees per open unit, zero when flat. */
    average_price: z.number().min(0),
    /** The price of the unrealized profit and its time; absent when flat. */
    last_price: price.optional(),
    last_price_timestamp: timestamp.optional(),
  }),
  z.object({ ...common, kind: z.literal('strategy'), position_id: z.string(), strategy_id: strategyId }),
  z.object({
    ...common,
    kind: z.literal('account'),
    position_id: z.literal(ACCOUNT_ITEM),
    open_positions: z.int().min(0),
  }),
]);

export type PortfolioItem = z.infer<typeof portfolioItem>;
