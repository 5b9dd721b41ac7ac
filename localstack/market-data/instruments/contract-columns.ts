import { DAY_MS } from '../../../shared/market/ist.ts';
import { parseDate } from '../clock/date-text.ts';
import type { Exchange } from './instrument-name.ts';

/** What a bhavcopy says of a contract, as texts. */
export interface ContractColumns {
  readonly symbol: string;
  readonly expiry: string;
  readonly strike: string;
  readonly optionType: string;
  /** The exchange's own name of the contract, if there is one. */
  readonly name: string;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** Kite's letters for the months of weekly contracts. */
const WEEKLY_MONTHS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'O', 'N', 'D'];

/** Whether a contract is the last of its month: the one a week later would be in the next. */
const isMonthly = (day: number): boolean =>
  new Date((day + 7) * DAY_MS).getUTCMonth() !== new Date(day * DAY_MS).getUTCMonth();

/**
 * Kite's tradingsymbol of a contract, such as NIFTY20JANFUT, NIFTY20JAN12000CE or the weekly NIFTY2010912000CE; undefined
 * for a row without expiry.
 */
export const contractSymbol = (contract: ContractColumns): string | undefined => {
  const day = parseDate(contract.expiry, 'day first');
  if (day === undefined) return undefined;
  if (contract.name !== '') return contract.name;
  const date = new Date(day * DAY_MS);
  const year = String(date.getUTCFullYear()).slice(2);
  const month = date.getUTCMonth();
  const isOption = contract.optionType === 'CE' || contract.optionType === 'PE';
  const series =
    isMonthly(day) || !isOption
      ? `${year}${MONTHS[month]}`
      : `${year}${WEEKLY_MONTHS[month]}${String(date.getUTCDate()).padStart(2, '0')}`;
  const kind = isOption ? `${Number(contract.strike)}${contract.optionType}` : 'FUT';
  return `${contract.symbol}${series}${kind}`;
};

/** Where the derivatives of an exchange's shares trade. */
export const derivativesExchange = (exchange: Exchange | undefined): Exchange =>
  exchange === 'BSE' || exchange === 'BFO' ? 'BFO' : 'NFO';
