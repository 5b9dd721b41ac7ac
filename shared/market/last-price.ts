import * as z from 'zod';
import { instrumentToken, price, timestamp } from '../events/data/fields.ts';

/** An item of the last-prices table: the newest price of the market's stream, and the one before it. */
export const lastPriceItem = z.object({
  instrument_token: instrumentToken,
  last_price: price,
  /** Market time of the price. */
  timestamp,
  /** The same as epoch milliseconds. */
  timestamp_ms: z.int(),
  /** Orders the writes, those of one moment too. */
  write_order: z.int().optional(),
  previous_price: price.optional(),
  previous_timestamp: timestamp.optional(),
});

export type LastPrice = z.infer<typeof lastPriceItem>;

/** A price and when the market said it. */
export interface Quote {
  /** Rupees. */
  readonly price: number;
  /** Epoch milliseconds, market time. */
  readonly at: number;
}

/** The newer of two quotes; where both have the same time, the first. */
export const newerQuote = (a: Quote | undefined, b: Quote | undefined): Quote | undefined => {
  if (a === undefined) return b;
  return b !== undefined && b.at > a.at ? b : a;
};

export const lastQuote = (item: LastPrice | undefined): Quote | undefined =>
  item && { price: item.last_price, at: item.timestamp_ms };

/**
 * The newest recorded quote strictly before a moment. Judging a signal by it gives the same verdict whether or
 * not the recorder has already written the very tick that caused the signal.
 */
export const quoteBefore = (item: LastPrice | undefined, at: number): Quote | undefined => {
  if (item === undefined) return undefined;
  if (item.timestamp_ms < at) return lastQuote(item);
  if (item.previous_price === undefined || item.previous_timestamp === undefined) return undefined;
  const previous = { price: item.previous_price, at: Date.parse(item.previous_timestamp) };
  return previous.at < at ? previous : undefined;
};
