import { dateOfDay } from '../../../shared/market/ist.ts';
import { MONTHS, parseDate } from '../clock/date-text.ts';

/** What is known of a derivative by its name or columns. */
export interface ContractTerms {
  /** As the exchange names it in contracts, such as NIFTY. */
  readonly underlying: string;
  /** `YYYY-MM-DD`; undefined where the name has a month only. */
  readonly expiry: string | undefined;
  /** Rupees, as text; undefined for futures. */
  readonly strike: string | undefined;
  readonly optionType: 'CE' | 'PE' | undefined;
}

/** Kite's letters for the months of weekly contracts. */
export const WEEKLY_MONTHS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'O', 'N', 'D'];

const MONTH = '(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)';
const OPTION = '(\\d+(?:\\.\\d+)?)(CE|PE)';

/** GDFL: NIFTY25JAN24FUT, NIFTY25JAN2421700CE. */
const DATED_FUTURE = new RegExp(`^(.+?)(\\d{2})${MONTH}(\\d{2})FUT$`);
const DATED_OPTION = new RegExp(`^(.+?)(\\d{2})${MONTH}(\\d{2})${OPTION}$`);
/** Kite: NIFTY2410421700CE, NIFTY24JAN21700CE. */
const WEEKLY_OPTION = new RegExp(`^(.+?)(\\d{2})([1-9OND])(\\d{2})${OPTION}$`);
const MONTHLY_OPTION = new RegExp(`^(.+?)\\d{2}${MONTH}${OPTION}$`);
/** The underlying of other names: NIFTY24JANFUT, NIFTY-I. */
const UNDERLYING = new RegExp(`^(.+?)(?:\\d{2}${MONTH}|-I{1,3}$|FUT$|$)`);

const dateOf = (year = '', month = -1, day = ''): string | undefined => {
  const number = parseDate(`${day}-${month + 1}-20${year}`, 'day first');
  return number === undefined ? undefined : dateOfDay(number);
};

const monthNumber = (name = ''): number => MONTHS.indexOf(name.toLowerCase());

const optionOf = (
  underlying = '',
  expiry: string | undefined,
  strike: string | undefined,
  type: string | undefined,
): ContractTerms => ({ underlying, expiry, strike, optionType: type === 'PE' ? 'PE' : 'CE' });

/**
 * The terms in a derivative's name.
 * @param isDated whether options have the day of their expiry in the name, as GDFL names them
 */
export const termsOfName = (symbol: string, isDated: boolean): ContractTerms => {
  const future = DATED_FUTURE.exec(symbol);
  if (future !== null) {
    const expiry = dateOf(future[4], monthNumber(future[3]), future[2]);
    return { underlying: future[1] ?? '', expiry, strike: undefined, optionType: undefined };
  }
  const dated = isDated ? DATED_OPTION.exec(symbol) : null;
  if (dated !== null) {
    return optionOf(dated[1], dateOf(dated[4], monthNumber(dated[3]), dated[2]), dated[5], dated[6]);
  }
  const monthly = MONTHLY_OPTION.exec(symbol);
  if (monthly !== null) return optionOf(monthly[1], undefined, monthly[3], monthly[4]);
  const weekly = WEEKLY_OPTION.exec(symbol);
  if (weekly !== null) {
    const month = WEEKLY_MONTHS.indexOf(weekly[3] ?? '');
    return optionOf(weekly[1], dateOf(weekly[2], month, weekly[4]), weekly[5], weekly[6]);
  }
  const underlying = UNDERLYING.exec(symbol)?.[1] ?? symbol;
  return { underlying, expiry: undefined, strike: undefined, optionType: undefined };
};
