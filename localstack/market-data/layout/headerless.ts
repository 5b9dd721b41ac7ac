import { type Places, placesOf, type Role } from './roles.ts';

const columns = (...roles: readonly Role[]): Places => new Map(roles.map((role, place) => [role, place]));

const DATE_AND_TIME = ['date', 'time'] as const;

/** TrueData's ticks: the book is there or not. */
export const TRUE_DATA = columns(
  ...DATE_AND_TIME,
  ...(['last_price', 'last_traded_quantity', 'oi', 'bid_price', 'bid_quantity', 'ask_price'] as const),
  'ask_quantity',
);

const isNumber = (text: string): boolean => text.trim() !== '' && !Number.isNaN(Number(text));
const isDate = (text: string): boolean => /^\d{8}$|^\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}/.test(text.trim());
const isClock = (text: string): boolean => /^\d{1,2}:\d{2}/.test(text.trim());
const isEpoch = (text: string): boolean => /^\d{10}$|^\d{13}$/.test(text.trim());

/** Whether a first row is data: a header has no number and no date. */
export const isDataRow = (row: readonly string[]): boolean =>
  row.some((field) => isNumber(field) || isDate(field));

/**
 * The columns of a file without a header: those that a person named by number, TrueData's ticks, or a time and then open,
 * high, low, close and perhaps volume and open interest.
 */
export const unnamedColumns = (row: readonly string[], map: ReadonlyMap<string, Role>): Places => {
  const mapped = placesOf(
    row.map(() => ''),
    map,
  );
  if (mapped.size > 0) return mapped;
  const [first = '', second = ''] = row;
  const numbers = (from: number) => (row.slice(from).every(isNumber) ? row.length - from : 0);
  const hasPair = isDate(first) && isClock(second);
  if (hasPair && numbers(2) === 7) return TRUE_DATA;
  if (hasPair && numbers(2) === 3) {
    return columns(...DATE_AND_TIME, 'last_price', 'last_traded_quantity', 'oi');
  }
  const time = hasPair ? DATE_AND_TIME : (['timestamp'] as const);
  const count = hasPair ? numbers(2) : numbers(1);
  if ((!hasPair && !isDate(first) && !isEpoch(first)) || count < 4 || count > 6) return new Map();
  return columns(...time, ...(['open', 'high', 'low', 'close', 'volume', 'oi'] as const).slice(0, count));
};
