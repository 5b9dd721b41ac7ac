import { istDay } from './ist.ts';
import type { Offered } from './offered.ts';

/** A price and when the market said it. */
export interface Quote {
  /** Rupees. */
  readonly price: number;
  /** Epoch milliseconds, market time. */
  readonly at: number;
  /** What the market offered at that moment, if its tick said so. */
  readonly offered?: Offered | undefined;
}

/** The last price of a day. */
export interface DayPrice {
  /** Rupees. */
  readonly price: number;
  /** The Indian day, see `istDay`. */
  readonly day: number;
  /** The first price of the next day that has one; absent in states of an earlier release. */
  readonly opening?: number | undefined;
}

/** The newest recorded price of an instrument. */
export interface LastPrice extends Quote {
  /** The newest price of an earlier moment. */
  readonly previous: Quote | undefined;
  /** The newest price of an earlier Indian day; absent on the first day of an instrument. */
  readonly dayBefore?: DayPrice | undefined;
}

/** The newer of two quotes; where both have the same time, the first. */
export const newerQuote = (a: Quote | undefined, b: Quote | undefined): Quote | undefined => {
  if (a === undefined) return b;
  return b !== undefined && b.at > a.at ? b : a;
};

/**
 * The newest recorded quote strictly before a moment. Judging a signal by it gives the same verdict whether or
 * not the recorder has already saved the very tick that caused the signal.
 */
export const quoteBefore = (recorded: LastPrice | undefined, at: number): Quote | undefined => {
  if (recorded === undefined) return undefined;
  return [recorded, recorded.previous].find((quote) => quote !== undefined && quote.at < at);
};

/** The newest recorded price of a day before `day`. */
export const priceBeforeDay = (recorded: LastPrice | undefined, day: number): number | undefined => {
  if (recorded === undefined) return undefined;
  const { previous, dayBefore } = recorded;
  const quote = [recorded, previous].find((one) => one !== undefined && istDay(one.at) < day);
  return quote?.price ?? (dayBefore !== undefined && dayBefore.day < day ? dayBefore.price : undefined);
};
