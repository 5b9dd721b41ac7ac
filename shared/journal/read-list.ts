import type { Scope } from '../events/brokers.ts';
import type { Envelope } from '../events/envelope.ts';
import type { OnBadItem } from '../market/read-last-prices.ts';
import type { TableReader } from '../ports/table-reader.ts';
import { readEntry, sizeOf } from './entry.ts';
import { type JournalList, LIST_INDEX, listId } from './lists.ts';
import type { ListPlace } from './place.ts';

/** Dependencies of reading lists. */
export interface JournalReader {
  readonly tables: TableReader;
  readonly onBadItem: OnBadItem;
}

export interface ListRequest<Row> {
  readonly scope: Scope;
  readonly list: JournalList;
  /** `YYYY-MM-DD`, in reading order. */
  readonly days: readonly string[];
  readonly newestFirst: boolean;
  /** The last entry of the previous page, on the first day. */
  readonly place: ListPlace | undefined;
  readonly limit: number;
  /** Converts an event to a row; undefined leaves it out. */
  rowOf(event: Envelope): Row | undefined;
}

export interface ListPart<Row> {
  readonly rows: readonly Row[];
  /** Where to continue; absent at the end. */
  readonly next?: ListPlace;
}

/** Entries that one request reads at most, so that a filter without matches does not read the whole journal. */
export const MAX_ENTRIES = 1_000;
/** A Lambda response is limited to 6 MB, and it escapes every quote of the body. */
const MAX_BYTES = 3_000_000;
const MIN_READ = 50;
const MAX_READ = 100;

/** Reads a page of a list over as many days as needed. `next` is the last entry that was read. */
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
        limit: Math.min(MAX_READ, Math.max(MIN_READ, limit + 1)),
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

/** The first day with an entry in a list. */
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
