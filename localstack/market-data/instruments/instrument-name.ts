import { basename } from 'node:path';
import type { Instrument } from '../../../shared/market/instrument.ts';
import { type ContractTerms, termsOfName } from './contract-terms.ts';

export type Exchange = Instrument['exchange'];

/** An exchange and a symbol there. */
export interface InstrumentName {
  readonly exchange: Exchange;
  readonly symbol: string;
  /** The terms of a derivative, where the file says more than the symbol. */
  readonly terms?: ContractTerms;
}

/** Exchanges as a prefix `NSE:`, a suffix `.NSE`, a column, or in the names of files. */
const EXCHANGES: Readonly<Record<string, Exchange>> = {
  NSE: 'NSE',
  BSE: 'BSE',
  NFO: 'NFO',
  BFO: 'BFO',
  CDS: 'CDS',
  BCD: 'BCD',
  MCX: 'MCX',
  NCO: 'NCO',
  NS: 'NSE',
  BO: 'BSE',
  NSE_IDX: 'NSE',
  BSE_IDX: 'BSE',
};

export const exchangeOf = (text: string): Exchange | undefined => EXCHANGES[text.trim().toUpperCase()];

const PREFIX = /^([A-Za-z]{3})[:_](.+)$/;
const SUFFIX = /^(.+)\.([A-Za-z_]{2,7})$/;

/** Kite names a share of series EQ without it, and of another series `SYMBOL-BE`. */
const withSeries = (symbol: string, series: string): string => {
  if (/-EQ$/i.test(symbol)) return symbol.slice(0, -3);
  return series === '' || series === 'EQ' ? symbol : `${symbol}-${series}`;
};

/** Names that only derivatives have: NIFTY-I, NIFTY24JANFUT, NIFTY24JAN21700CE. */
const DERIVATIVE = /-I{1,3}$|\d[A-Z]{3}\d{0,2}FUT$|\d(?:CE|PE)$/;

/**
 * Reads `NSE:RELIANCE`, `NSE_RELIANCE`, `RELIANCE.NS`, `BANKNIFTY-I.NFO` or `RELIANCE`.
 * @param exchange of a name that does not say it; absent: NFO for a derivative's name, else NSE
 */
export const parseInstrumentName = (text: string, exchange?: Exchange, series = ''): InstrumentName => {
  const name = text.trim().toUpperCase();
  const prefixed = PREFIX.exec(name);
  const before = exchangeOf(prefixed?.[1] ?? '');
  if (before !== undefined) {
    return { exchange: before, symbol: withSeries((prefixed?.[2] ?? '').trim(), series) };
  }
  const suffixed = SUFFIX.exec(name);
  const after = exchangeOf(suffixed?.[2] ?? '');
  if (after !== undefined) {
    const symbol = withSeries(suffixed?.[1] ?? '', series);
    return DERIVATIVE.test(symbol)
      ? { exchange: after, symbol, terms: termsOfName(symbol, true) }
      : { exchange: after, symbol };
  }
  return { exchange: exchange ?? (DERIVATIVE.test(name) ? 'NFO' : 'NSE'), symbol: withSeries(name, series) };
};

/** Words that file names add to an instrument's name. */
const ADDED =
  /[ _.-](?:\d*(?:m|min|mins|minute|minutes|h|hour|hours|d)|1?day|daily|eod|intraday|hourly|candles?|ohlcv?|ticks?|data|historical|history|spot|with_indicators_?|\d{4}(?:-\d{2}){0,2}|\d{8}|\(\d+\)|to)$|_\d$/i;

/** Names that say nothing of an instrument. */
const GENERIC =
  /^(?:bars?|ticks?|data|prices?|candles?|ohlcv?|minutes?|min|day|daily|intraday|historical|history|download|export|output|test|sample|file|eod|\d{0,3}|\d{4}|\d{8}|\d{4}-\d{2}(?:-\d{2})?)$/i;

/** The instrument's name in the name of a file; undefined for a name such as `data.csv`. */
export const nameInFileName = (path: string): string | undefined => {
  let name = basename(path.slice(path.lastIndexOf(':') + 1))
    .replace(/\.(?:gz)$/i, '')
    .replace(/\.(?:csv|txt|tsv|json)$/i, '');
  for (let shorter = name.replace(ADDED, ''); shorter !== name; shorter = name.replace(ADDED, ''))
    name = shorter;
  return GENERIC.test(name) ? undefined : name;
};
