import { RowProblem } from '../csv/row-problem.ts';

/** What files write for a value that is missing. */
const MISSING = /^(?:|-|nan|null|none|na|n\/a)$/i;

export const isMissing = (text: string): boolean => MISSING.test(text.trim());

/** Thousands may be grouped, in India by two digits. */
const GROUPED = /^\d{1,3}(?:,\d{2,3})+(?:\.\d+)?$/;

const MAX_PRICE = 1e8;

const plainNumber = (text: string): number => {
  const bare = text.trim();
  if (bare === '') return Number.NaN;
  return Number(GROUPED.test(bare) ? bare.replaceAll(',', '') : bare);
};

/** Prices are exact to the ten-thousandth of a rupee, as money is. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

/** Rupees above 0, rounded to the ten-thousandth. @throws RowProblem `BAD_NUMBER` */
export const priceField = (name: string, text: string): number => {
  const price = rounded(Number(text));
  if (price > 0 && price <= MAX_PRICE) return price;
  const grouped = rounded(plainNumber(text));
  if (grouped > 0 && grouped <= MAX_PRICE) return grouped;
  throw new RowProblem('BAD_NUMBER', `${name} "${text.trim()}" is not a price above 0 and up to 1e8`);
};

/** Rupees, 0 or more; undefined for a missing value. @throws RowProblem `BAD_NUMBER` */
export const amountField = (name: string, text: string): number | undefined => {
  const amount = rounded(plainNumber(text));
  if (amount >= 0 && amount <= MAX_PRICE) return amount;
  if (isMissing(text)) return undefined;
  throw new RowProblem('BAD_NUMBER', `${name} "${text.trim()}" is not an amount from 0 to 1e8`);
};

/** A whole number, 0 or more; undefined for a missing value. @throws RowProblem `BAD_NUMBER` */
export const countField = (name: string, text: string): number | undefined => {
  const count = plainNumber(text);
  if (count >= 0 && Number.isSafeInteger(count)) return count;
  if (isMissing(text)) return undefined;
  throw new RowProblem('BAD_NUMBER', `${name} "${text.trim()}" is not a whole number from 0 up`);
};

/** Kite's instrument id: 32 bits unsigned. @throws RowProblem `BAD_INSTRUMENT` */
export const tokenField = (name: string, text: string): number => {
  const token = Number(text);
  if (token >= 1 && token <= 0xffff_ffff && Number.isInteger(token)) return token;
  throw new RowProblem(
    'BAD_INSTRUMENT',
    `${name} "${text.trim()}" is not an instrument token (1 to 4294967295)`,
  );
};
