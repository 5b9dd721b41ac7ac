/** A price and when the market said it. */
export interface Quote {
  /** Rupees. */
  readonly price: number;
  /** Epoch milliseconds, market time. */
  readonly at: number;
}

/** The newest recorded price of an instrument, and the newest one of an earlier moment. */
export interface LastPrice extends Quote {
  readonly previous: Quote | undefined;
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
