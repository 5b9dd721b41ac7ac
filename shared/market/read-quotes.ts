import { compiledParse } from '../compiled.ts';
import type { TableReader } from '../ports/table-reader.ts';
import { lastPriceItem, lastQuote, type Quote } from './last-price.ts';

const parseLastPrice = compiledParse(lastPriceItem);

/** Called for a malformed item, which is skipped. */
export type OnBadItem = (table: string, key: string, problem: string) => void;

/**
 * The current last prices of some instruments, never cached. An instrument without a valid item is absent from the
 * result.
 */
export const readQuotes = async (
  tables: TableReader,
  tokens: Iterable<number>,
  onBadItem: OnBadItem = () => {},
): Promise<ReadonlyMap<number, Quote>> => {
  const keys = [...new Set(tokens)].map((instrument_token) => ({ instrument_token }));
  if (keys.length === 0) return new Map();
  const items = await tables.getMany('last-prices', keys);
  const quotes = new Map<number, Quote>();
  for (const item of items) {
    const parsed = parseLastPrice(item);
    const quote = parsed.success ? lastQuote(parsed.data) : undefined;
    if (parsed.success && quote !== undefined) quotes.set(parsed.data.instrument_token, quote);
    else onBadItem('last-prices', String(item.instrument_token), parsed.error?.message ?? 'no price');
  }
  return quotes;
};
