import * as z from 'zod';
import type { EventDefinitions } from '../definition.ts';
import { instrumentToken, price, timestamp } from './fields.ts';

const count = z.int().min(0);
const level = z.strictObject({ price: z.number().min(0), quantity: count, orders: count });

const depth = z.strictObject({ buy: z.array(level).max(20), sell: z.array(level).max(20) });

/** The bar that a replayed price is of. */
const bar = z.strictObject({
  /** A fill stays between them. */
  low: price,
  high: price,
  /** Whether strategies may decide on this price. */
  decides: z.boolean(),
  /** The source does not say when in the bar this price was, so no waiting order is filled at it. */
  assumed: z.literal(true).optional(),
  /** The bar of a day or longer: an order that is decided at its close waits for the next session. */
  daily: z.literal(true).optional(),
});

/** What the market offers at a price. */
const offered = {
  depth: depth.optional(),
  last_trade_time: timestamp.optional(),
  /** The exchange takes no price beyond them on this day. */
  upper_circuit_limit: price.optional(),
  lower_circuit_limit: price.optional(),
  bar: bar.optional(),
};

/** The parts of a tick that a paper fill needs beside the price. */
export const marketQuote = z.strictObject(offered);

/**
 * A snapshot of one instrument, with the field names of Kite's ticker. Prices in rupees.
 * `timestamp` is the feed's market time; per instrument it never runs backwards.
 */
const marketTick = z.strictObject({
  instrument_token: instrumentToken,
  last_price: price,
  timestamp,
  volume_traded: count.optional(),
  last_traded_quantity: count.optional(),
  average_traded_price: z.number().min(0).optional(),
  total_buy_quantity: count.optional(),
  total_sell_quantity: count.optional(),
  /** `close` is the price of the previous session. */
  ohlc: z.strictObject({ open: price, high: price, low: price, close: z.number().min(0) }).optional(),
  oi: count.optional(),
  ...offered,
  exchange_timestamp: timestamp.optional(),
  mode: z.enum(['ltp', 'quote', 'full']).optional(),
});

export const MARKET_EVENTS = {
  market_tick: {
    data: marketTick,
    summary: 'The market has a new price, and perhaps volume and depth, for one instrument.',
  },
} as const satisfies EventDefinitions;
