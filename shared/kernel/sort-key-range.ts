import type { PageRequest } from '../ports/table-reader.ts';

/** Sort keys from one to another, both included; open where one is absent. */
export interface SortKeyRange {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

const greater = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || (b !== undefined && b > a) ? b : a;

const smaller = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || (b !== undefined && b < a) ? b : a;

/**
 * What sort keys the items of a page can have: `after` is still among them, and the page leaves it out. A range, not
 * DynamoDB's start key, for that has to be a key inside of the bounds, and where a page begins comes from outside.
 */
export const sortKeyRange = ({ after, newestFirst, sortKeyFrom, sortKeyTo }: PageRequest): SortKeyRange => ({
  from: newestFirst ? sortKeyFrom : greater(sortKeyFrom, after),
  to: newestFirst ? smaller(sortKeyTo, after) : sortKeyTo,
});

export const isEmptyRange = ({ from, to }: SortKeyRange): boolean =>
  from !== undefined && to !== undefined && from > to;
