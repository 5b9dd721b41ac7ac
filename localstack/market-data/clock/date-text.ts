import { DAY_MS } from '../../../shared/market/ist.ts';

export const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const YEAR_FIRST = /^(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})$/;
const YEAR_LAST = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})$/;
const MONTH_NAMED = /^(\d{1,2})[-/ ]?([a-z]{3})[a-z]*[-/ ,]*(\d{4}|\d{2})$/i;

/** Whether 01/02/2024 is the first of February or the second of January. */
export type DateOrder = 'day first' | 'month first';

const dayNumber = (year: number, month: number, day: number): number | undefined => {
  const fullYear = year < 100 ? 2_000 + year : year;
  const at = Date.UTC(fullYear, month - 1, day);
  const date = new Date(at);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? at / DAY_MS : undefined;
};

/** The day number (days since 1970-01-01) of a date; undefined for another text. */
export const parseDate = (text: string, order: DateOrder): number | undefined => {
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst !== null) return dayNumber(Number(yearFirst[1]), Number(yearFirst[3]), Number(yearFirst[4]));
  const yearLast = YEAR_LAST.exec(text);
  if (yearLast !== null) {
    const [first, second] = [Number(yearLast[1]), Number(yearLast[2])];
    const [day, month] = order === 'day first' ? [first, second] : [second, first];
    return dayNumber(Number(yearLast[3]), month, day);
  }
  const named = MONTH_NAMED.exec(text);
  if (named === null) return undefined;
  return dayNumber(Number(named[3]), MONTHS.indexOf((named[2] ?? '').toLowerCase()) + 1, Number(named[1]));
};

const NUMBERS = /^(\d{1,2})[-/.](\d{1,2})[-/.]\d/;

/** The order of a file's dates: the exchanges write the day first, so only a second number above 12 says otherwise. */
export const dateOrderOf = (texts: readonly string[]): DateOrder =>
  texts.some((text) => Number(NUMBERS.exec(text)?.[2]) > 12) ? 'month first' : 'day first';

/** A date that could be of either order, if no date of the file decides. */
export const undecidedDate = (texts: readonly string[]): string | undefined => {
  const dates = texts.map((text) => NUMBERS.exec(text)).filter((match) => match !== null);
  if (dates.some(([, first, second]) => Number(first) > 12 || Number(second) > 12)) return undefined;
  return dates.find(([, first, second]) => Number(first) !== Number(second))?.input;
};
