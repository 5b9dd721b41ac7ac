import * as z from 'zod';
import { BROKERS } from '../events/brokers.ts';
import {
  contract,
  instrumentToken,
  multiplier,
  priceOrZero,
  strategyId,
  timestamp,
} from '../events/data/fields.ts';

const common = {
  broker: z.enum(BROKERS),
  /** Market time of the fill that wrote the item. */
  updated_at: timestamp,
  /** The account's count of fills at that fill: orders the writes. */
  sequence: z.int().min(1),
};

/** Rupees; realized profit is after fees. */
const earned = { realized_pnl: z.number(), fees: z.number() };

/** A strategy's position in one instrument. */
/** A price of the market and its time. */
const mark = { price: priceOrZero, timestamp };

const held = {
  strategy_id: strategyId,
  instrument_token: instrumentToken,
  /** Signed units, negative for short. */
  quantity: z.int(),
  /** Rupees that the open units cost, exact, signed like the quantity. */
  cost: z.number(),
  /** Rupees per unit of price and unit of quantity; absent: 1. */
  multiplier: multiplier.optional(),
  /** As far as its fills named it. */
  contract: contract.optional(),
  /** The last price of a contract whose token is of another one now. */
  last_mark: z.object(mark).optional(),
  ...earned,
  /** Market time of its last fill. */
  updated_at: timestamp,
};

/** Sort key of the account's own item; a position's always has a colon. */
export const ACCOUNT_ITEM = 'account';

/**
 * An item of the positions table, by `kind`. Items hold what fills made, and no price of the market but the fills' own:
 * profit that is not realized is valued by the reader, at one price per instrument.
 */
export const portfolioItem = z.discriminatedUnion('kind', [
  z.object({
    ...common,
    ...held,
    kind: z.literal('position'),
    /** `strategy_id:instrument_token`, followed by the contract if the token had another one before. */
    position_id: z.string(),
    /** Rupees per unit of price, zero when flat. */
    average_price: z.number().min(0),
  }),
  /** The account at one moment, with all that it takes to value it. */
  z.object({
    ...common,
    kind: z.literal('account'),
    position_id: z.literal(ACCOUNT_ITEM),
    strategies: z.array(z.object({ strategy_id: strategyId, ...earned, updated_at: timestamp })),
    /** The open ones. */
    positions: z.array(z.object(held)),
    /** The newest market price that a fill told, per instrument of an open position. */
    marks: z.array(z.object({ instrument_token: instrumentToken, contract: contract.optional(), ...mark })),
  }),
]);

export type PortfolioItem = z.infer<typeof portfolioItem>;
export type ItemOf<Kind extends PortfolioItem['kind']> = Extract<PortfolioItem, { readonly kind: Kind }>;
