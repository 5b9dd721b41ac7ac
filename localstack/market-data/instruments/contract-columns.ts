import { DAY_MS, dateOfDay } from '../../../shared/market/ist.ts';
import { MONTHS, parseDate } from '../clock/date-text.ts';
import { WEEKLY_MONTHS } from './contract-terms.ts';
import type { Exchange, InstrumentName } from './instrument-name.ts';

/** What a bhavcopy says of a contract, as texts. */
export interface ContractColumns {
  readonly symbol: string;
  readonly exchange: Exchange | undefined;
  readonly expiry: string;
  readonly strike: string;
  readonly optionType: string;
  /** The exchange's own name of the contract, if there is one. */
  readonly name: string;
}

/** Whether a contract is the last of its month: the one a week later would be in the next. */
const isMonthly = (day: number): boolean =>
  new Date((day + 7) * DAY_MS).getUTCMonth() !== new Date(day * DAY_MS).getUTCMonth();

const series = (day: number, isOption: boolean): string => {
  const date = new Date(day * DAY_MS);
  const year = String(date.getUTCFullYear()).slice(2);
  const month = date.getUTCMonth();
  if (isMonthly(day) || !isOption) return `${year}${MONTHS[month]?.toUpperCase()}`;
  return `${year}${WEEKLY_MONTHS[month]}${String(date.getUTCDate()).padStart(2, '0')}`;
};

/**
 * A contract with its terms, under Kite's tradingsymbol, such as NIFTY20JANFUT, NIFTY20JAN12000CE or the weekly
 * NIFTY2010912000CE; undefined for a row without expiry.
 */
export const contractOfColumns = (columns: ContractColumns): InstrumentName | undefined => {
  const day = parseDate(columns.expiry, 'day first');
  if (day === undefined) return undefined;
  const { symbol, exchange, name } = columns;
  const optionType =
    columns.optionType === 'CE' || columns.optionType === 'PE' ? columns.optionType : undefined;
  const strike = optionType === undefined ? undefined : String(Number(columns.strike));
  const isOption = optionType !== undefined;
  const own = `${symbol}${series(day, isOption)}${isOption ? `${strike}${optionType}` : 'FUT'}`;
  return {
    exchange: exchange === 'BSE' || exchange === 'BFO' ? 'BFO' : 'NFO',
    symbol: name === '' ? own : name,
    terms: { underlying: symbol, expiry: dateOfDay(day), strike, optionType },
  };
};
