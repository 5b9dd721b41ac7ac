import type { Scope } from '../events/brokers.ts';
import type { Envelope } from '../events/envelope.ts';
import type { OnBadItem } from '../market/read-quotes.ts';
import type { TableReader } from '../ports/table-reader.ts';
import { readEntry, sizeOf } from './entry.ts';
import { type JournalList, LIST_INDEX, listId } from './lists.ts';
import type { ListPlace } from './place.ts';

/** Where lists are read from. */
export interface JournalReader {
  readonly tables: TableReader;
  readonly onBadItem: OnBadItem;
}

export interface ListRequest<Row> {
  readonly scope: Scope;
  readonly list: JournalList;
  /** `YYYY-MM-DD`, in the order in which they are read. */
  readonly days: readonly string[];
  readonly newestFirst: boolean;
  /** Where the part before ended: behind an entry of the first of the days. */
  readonly place: ListPlace | undefined;
  readonly limit: number;
  /** What of an event is listed; undefined for one that is passed over. */
  rowOf(event: Envelope): Row | undefined;
}

export interface ListPart<Row> {
  readonly rows: readonly Row[];
  /** Where to go on; absent at the end. */
  readonly next?: ListPlace;
}

/** What one request looks through at most, whatever it finds: a filter that nothing passes must not read the year. */
export const MAX_ENTRIES = 1_000;
/** Lambda answers with 6 MB at most, in which quotes are escaped once more. */
const MAX_BYTES = 3_000_000;
const LEAST_READ = 50;
const MOST_READ = 100;

/**
 * A part of a list, over as many days as it takes. It ends early where enough was looked through; what it gives as
 * `next` is behind everything that was looked at.
 */
export const readList = async <Row>(
  { tables, onBadItem }: JournalReader,
  { scope, list, days, newestFirst, place, limit, rowOf }: ListRequest<Row>,
): Promise<ListPart<Row>> => {
  const rows: Row[] = [];
  let last = place;
  let entries = 0;
  let bytes = 0;
  for (const day of days) {
    let more = true;
    while (more) {
      const after = last?.day === day ? last.entry : undefined;
      const page = await tables.page('journal', {
        index: LIST_INDEX,
        partitionKey: listId(scope, list, day),
        limit: Math.min(MOST_READ, Math.max(LEAST_READ, limit + 1)),
        newestFirst,
        ...(after !== undefined && { after }),
      });
      for (const item of page.items) {
        const event = readEntry(item, onBadItem)?.event;
        const row = event && rowOf(event);
        if (row !== undefined && rows.length === limit) return { rows, ...(last && { next: last }) };
        if (row !== undefined) rows.push(row);
        last = { day, entry: String(item.entry_id) };
        entries += 1;
        bytes += sizeOf(item);
        if (entries >= MAX_ENTRIES || bytes >= MAX_BYTES) return { rows, next: last };
      }
      more = page.more;
    }
  }
  return { rows };
};

/** The first of the days that has anything in a list. */
export const firstDayWithAny = async (
  { tables }: JournalReader,
  scope: Scope,
  list: JournalList,
  days: readonly string[],
): Promise<string | undefined> => {
  for (const day of days) {
    const { items } = await tables.page('journal', {
      index: LIST_INDEX,
      partitionKey: listId(scope, list, day),
      limit: 1,
      newestFirst: true,
    });
    if (items.length > 0) return day;
  }
  return undefined;
};
