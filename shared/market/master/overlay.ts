import { isSameContract } from '../contract.ts';
import { contractOf, type Instrument } from '../instrument.ts';

/** What users set of an instrument. A value that follows from the broker's file never replaces one. */
export const USERS_FIELDS = [
  'freeze_quantity',
  'closing_auction',
  'multiplier',
  'underlying_token',
  'series',
  'product',
  'slippage_ticks',
  'slippage_basis_points',
] as const satisfies readonly (keyof Instrument)[];

/** Whether an item is of a contract that got the token later. */
const isLater = (item: Instrument, row: Instrument): boolean =>
  item.expiry !== undefined && row.expiry !== undefined && item.expiry > row.expiry;

const setByUser = (item: Instrument): Partial<Instrument> =>
  Object.fromEntries(USERS_FIELDS.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));

/**
 * The instrument behind a token: the master's row with what the user set of the same contract. Of two contracts one
 * counts alone, never a mixture: the row, unless the item expires later.
 */
export const overlaid = (
  row: Instrument | undefined,
  item: Instrument | undefined,
): Instrument | undefined => {
  if (row === undefined || item === undefined) return row ?? item;
  if (isSameContract(contractOf(item), contractOf(row))) {
    // What the user put counts, also if the broker lists it no more.
    const { unlisted_since: _, ...listed } = row;
    return { ...listed, ...setByUser(item) };
  }
  return isLater(item, row) ? item : row;
};
