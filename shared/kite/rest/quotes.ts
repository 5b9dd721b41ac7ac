import * as z from 'zod';
import { instrumentToken, priceOrZero } from '../../events/data/fields.ts';
import { istTime } from './ist-time.ts';

const units = z.number().min(0).max(1e15);

const level = z.object({ price: priceOrZero, quantity: units, orders: units });

const ltp = z.object({ instrument_token: instrumentToken, last_price: priceOrZero });

const ohlc = ltp.extend({
  ohlc: z.object({ open: priceOrZero, high: priceOrZero, low: priceOrZero, close: priceOrZero }),
});

/** Fields that an index does not have are absent. */
const quote = ohlc.extend({
  timestamp: istTime.nullish(),
  last_trade_time: istTime.nullish(),
  last_quantity: units.optional(),
  average_price: priceOrZero.optional(),
  volume: units.optional(),
  buy_quantity: units.optional(),
  sell_quantity: units.optional(),
  oi: units.optional(),
  lower_circuit_limit: priceOrZero.optional(),
  upper_circuit_limit: priceOrZero.optional(),
  depth: z.object({ buy: z.array(level), sell: z.array(level) }).optional(),
});

/** Kite's three answers about prices: by path, the entry of one instrument and the most instruments of a request. */
export const QUOTE_ROUTES = {
  ltp: { path: '/quote/ltp', entry: ltp, most: 1_000 },
  ohlc: { path: '/quote/ohlc', entry: ohlc, most: 1_000 },
  quote: { path: '/quote', entry: quote, most: 500 },
} as const;

export type QuoteRoute = keyof typeof QUOTE_ROUTES;
export type QuoteOf<Route extends QuoteRoute> = z.output<(typeof QUOTE_ROUTES)[Route]['entry']>;
