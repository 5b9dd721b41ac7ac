import type { MasterRow } from '../master/page.ts';
import { type Entry, entriesOf } from './entry.ts';
import { expiriesOf, filterFor, type SearchFilters } from './filters.ts';
import { levelFor, rankOf } from './levels.ts';
import { comparePlaces, type Placed, placeOf } from './order.ts';
import { queryOf } from './words.ts';

/** The place of a result: results after it follow on the next page, even of a newer master. */
export interface ResultPlace {
  readonly rank: number;
  readonly row: Placed;
}

interface SearchRequest extends SearchFilters {
  /** Words as a trader types them; empty finds all rows that fulfil the conditions, signs or Hindi alone find none. */
  readonly text: string;
  /** `YYYY-MM-DD` in India. */
  readonly day: string;
  /** At least 1. */
  readonly limit: number;
  readonly after?: ResultPlace | undefined;
}

interface SearchResults {
  readonly rows: readonly MasterRow[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: ResultPlace;
}

/** Ranks are 0 to this. */
export const MAX_RANK = 7;

/** Finds instruments among the rows of one version of the master. */
export type InstrumentSearch = (request: SearchRequest) => SearchResults;

/** Prepares the search; a search then takes some milliseconds for a hundred thousand rows. */
export const instrumentSearch = (rows: readonly MasterRow[]): InstrumentSearch => {
  const { entries, subjects } = entriesOf(rows);
  entries.sort((a, b) => comparePlaces(a.row, b.row));
  const expiries = expiriesOf(entries);

  return ({ text, day, limit, after, ...filters }) => {
    const query = queryOf(text);
    const fulfils = filterFor({ ...filters, exchange: filters.exchange ?? query.exchange }, expiries, day);
    const isElsewhere =
      query.exchange !== undefined && (filters.exchange ?? query.exchange) !== query.exchange;
    const hasNoWord = query.words.length === 0 && text.trim() !== '';
    const levelOf = query.words.length === 0 ? () => 0 : levelFor(query, subjects);
    const byRank: Entry[][] = Array.from({ length: MAX_RANK + 1 }, () => []);
    for (const entry of isElsewhere || hasNoWord ? [] : entries) {
      if (!fulfils(entry)) continue;
      const level = levelOf(entry);
      if (level === undefined) continue;
      const rank = rankOf(level, entry.isContract);
      if (after !== undefined) {
        if (rank < after.rank) continue;
        if (rank === after.rank && comparePlaces(entry.row, after.row) <= 0) continue;
      }
      const found = byRank[rank];
      if (found !== undefined && found.length <= limit) found.push(entry);
    }
    const results = byRank
      .flatMap((found, rank) => found.map((entry) => ({ rank, entry })))
      .slice(0, limit + 1);
    const last = results[limit - 1];
    return {
      rows: results.slice(0, limit).map(({ entry }) => entry.master),
      ...(results.length > limit &&
        last !== undefined && { next: { rank: last.rank, row: placeOf(last.entry.row) } }),
    };
  };
};
