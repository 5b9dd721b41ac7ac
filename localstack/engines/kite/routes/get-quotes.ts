import { failure, success } from '../answer.ts';
import type { InstrumentRow } from '../market/instrument-row.ts';
import type { Snapshot } from '../market/kite-market.ts';
import { dayPrices, fullQuote, lastPrice } from '../quotes/quote-fields.ts';
import { type KiteRoute, tokenRoute } from '../route.ts';

/** The rows of a day by `EXCHANGE:SYMBOL`. */
const indexes = new WeakMap<readonly InstrumentRow[], ReadonlyMap<string, InstrumentRow>>();

const indexOf = (rows: readonly InstrumentRow[]): ReadonlyMap<string, InstrumentRow> => {
  let index = indexes.get(rows);
  if (index === undefined) {
    index = new Map(rows.map((row) => [`${row.exchange}:${row.tradingsymbol}`, row]));
    indexes.set(rows, index);
  }
  return index;
};

/** A route of quotes for `i=EXCHANGE:SYMBOL`, repeated. What is not listed has no key in the answer. */
const quoteRoute = (
  path: string,
  maxInstruments: number,
  fields: (row: InstrumentRow, snapshot: Snapshot | undefined) => unknown,
): KiteRoute =>
  tokenRoute('GET', path, 'quote', (_account, { query }, { market, listed }) => {
    const names = [...new Set(query.getAll('i'))];
    if (names.length === 0) return failure('InputException', 'Missing or empty field `i`.');
    if (names.length > maxInstruments) {
      return failure('InputException', `Maximum of ${maxInstruments} instruments allowed.`);
    }
    const index = indexOf(listed());
    const found = names.flatMap((name) => {
      const row = index.get(name);
      if (row === undefined) return [];
      return [[name, fields(row, market.snapshotOf(row.instrument_token))] as const];
    });
    return success(Object.fromEntries(found));
  });

export const getQuotes = quoteRoute('/quote', 500, fullQuote);
export const getDayPrices = quoteRoute('/quote/ohlc', 1_000, dayPrices);
export const getLastPrices = quoteRoute('/quote/ltp', 1_000, lastPrice);
