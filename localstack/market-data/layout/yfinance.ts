import type { ColumnGroup } from './layout.ts';
import type { Role } from './roles.ts';

const PRICES: Readonly<Record<string, Role>> = {
  Open: 'open',
  High: 'high',
  Low: 'low',
  Close: 'close',
  Volume: 'volume',
};

/** yfinance writes three header rows: `Price,Close,…`, `Ticker,INFY.NS,…`, and `Date,,…` or `Datetime,,…`. */
export const isYfinance = (header: readonly string[], tickers: readonly string[]): boolean =>
  header[0]?.trim() === 'Price' && tickers[0]?.trim() === 'Ticker';

/** The columns of each ticker, in the order of the file. */
export const yfinanceGroups = (
  header: readonly string[],
  tickers: readonly string[],
): readonly ColumnGroup[] => {
  const symbols = [...new Set(tickers.slice(1).map((ticker) => ticker.trim()))].filter((name) => name !== '');
  return symbols.map((symbol) => {
    const places = new Map<Role, number>([['timestamp', 0]]);
    for (const [place, name] of header.entries()) {
      const role = PRICES[name.trim()];
      if (role !== undefined && tickers[place]?.trim() === symbol) places.set(role, place);
    }
    return { places, symbol };
  });
};
