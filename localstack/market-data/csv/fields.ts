import { RowProblem } from './row-problem.ts';

const WHEN = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?$/;

/** The default offset of a time: the exchange's clock. */
const INDIAN_STANDARD_TIME = '+05:30';

/** Epoch milliseconds of texts such as `2022-06-16T09:15:00+05:30` or `2022-06-16 09:15:00` (IST). */
export const timeField = (name: string, text: string): number => {
  const match = WHEN.exec(text);
  const at =
    match === null ? Number.NaN : Date.parse(match[1] === undefined ? text + INDIAN_STANDARD_TIME : text);
  if (Number.isNaN(at)) {
    throw new RowProblem('BAD_TIME', `${name} "${text}" is not a time such as 2022-06-16T09:15:00+05:30`);
  }
  return at;
};

const DECIMAL = /^-?\d{1,15}(?:\.\d{1,10})?$/;

const numberField = (name: string, text: string): number => {
  if (!DECIMAL.test(text)) throw new RowProblem('BAD_NUMBER', `${name} "${text}" is not a decimal number`);
  return Number(text);
};

/** Rupees, above 0. */
export const priceField = (name: string, text: string): number => {
  const price = numberField(name, text);
  if (price <= 0 || price > 1e8) {
    throw new RowProblem('BAD_NUMBER', `${name} ${text} is not a price: it must be above 0 and at most 1e8`);
  }
  return price;
};

/** Rupees, 0 or more. */
export const amountField = (name: string, text: string): number => {
  const amount = numberField(name, text);
  if (amount < 0) throw new RowProblem('BAD_NUMBER', `${name} ${text} is negative`);
  return amount;
};

/** A whole number, not negative. */
export const countField = (name: string, text: string): number => {
  const count = numberField(name, text);
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RowProblem('BAD_NUMBER', `${name} "${text}" is not a whole number from 0 up`);
  }
  return count;
};

/** Kite's instrument id: 32 bits unsigned. */
export const tokenField = (name: string, text: string): number => {
  const token = countField(name, text);
  if (token < 1 || token > 0xffff_ffff) {
    throw new RowProblem('BAD_NUMBER', `${name} ${text} is not an instrument token (1 to 4294967295)`);
  }
  return token;
};
