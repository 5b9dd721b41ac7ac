import * as z from 'zod';
import { contract, price } from '../events/data/fields.ts';
import type { TableReader } from '../ports/table-reader.ts';
import { TABLES } from '../ports/tables.ts';
import type { OnBadItem } from './read-last-prices.ts';

/** A share of the cash market: derivatives are adjusted by the exchange, in strike and lot. */
const share = contract.regex(/^(NSE|BSE):/, 'must be a share, such as NSE:INFY');

const day = { contract: share, ex_date: z.iso.date() };
const units = z.int().min(1).max(1_000_000);

/**
 * An item of the corporate-actions table: one for each share and ex date. `old_units` become `new_units`: 1 becomes 2 by a
 * bonus of 1:1, and 1 becomes 10 by a split from a face value of 10 to 1. A dividend may come with either.
 */
export const corporateActionItem = z.discriminatedUnion('kind', [
  z.strictObject({
    ...day,
    kind: z.enum(['split', 'bonus']),
    old_units: units,
    new_units: units,
    rupees_per_unit: price.optional(),
  }),
  z.strictObject({ ...day, kind: z.literal('dividend'), rupees_per_unit: price }),
  /** The price fell by itself: orders are taken again. */
  z.strictObject({ ...day, kind: z.literal('no_action') }),
]);

export type CorporateAction = z.infer<typeof corporateActionItem>;

/** The actions of some shares, by contract. */
export type CorporateActions = ReadonlyMap<string, readonly CorporateAction[]>;

/** Reads the actions of some shares. A malformed item is reported and left out. */
export const readCorporateActions = async (
  tables: TableReader,
  contracts: Iterable<string>,
  onBadItem: OnBadItem = () => {},
): Promise<CorporateActions> => {
  const table = TABLES.corporateActions.name;
  const read = async (name: string): Promise<readonly [string, readonly CorporateAction[]]> => {
    const items = await tables.query(table, name);
    const actions = items.flatMap((item) => {
      const { data, error } = corporateActionItem.safeParse(item);
      if (data !== undefined) return [data];
      onBadItem(table, `${name} ${String(item.ex_date)}`, error.message);
      return [];
    });
    return [name, actions];
  };
  return new Map(await Promise.all(Array.from(new Set(contracts), read)));
};
