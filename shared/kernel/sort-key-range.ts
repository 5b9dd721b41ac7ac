import type { PageRequest } from '../ports/table-reader.ts';

/** A range of sort keys, both ends included. An absent end is open. */
export interface SortKeyRange {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

const greater = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || (b !== undefined && b > a) ? b : a;

const smaller = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || (b !== undefined && b < a) ? b : a;

/**
 * The range of a page's sort keys. It includes `after`, which the page then leaves out. DynamoDB's start key would have
 * to be inside the bounds, but `after` comes from the caller.
 */
export const sortKeyRange = ({ after, newestFirst, sortKeyFrom, sortKeyTo }: PageRequest): SortKeyRange => ({
  from: newestFirst ? sortKeyFrom : greater(sortKeyFrom, after),
  to: newestFirst ? smaller(sortKeyTo, after) : sortKeyTo,
});

export const isEmptyRange = ({ from, to }: SortKeyRange): boolean =>
  from !== undefined && to !== undefined && from > to;
