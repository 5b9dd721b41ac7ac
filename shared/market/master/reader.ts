import { messageOf } from '../../errors.ts';
import { cachedFor, isYounger } from '../../kernel/cached.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Item } from '../../ports/item.ts';
import type { TableReader } from '../../ports/table-reader.ts';
import { TABLES } from '../../ports/tables.ts';
import type { OnBadItem } from '../read-last-prices.ts';
import { HEAD_KEY, type MasterHead, masterHead } from './head.ts';
import { decodePage, type MasterRow, pageOf, type RowFilter, rowsInPage } from './page.ts';

const TABLE = TABLES.instrumentMaster.name;

/** How long a reader keeps the head. A version is a day's, so its pages are read once. */
const HEAD_AGE_MS = 60_000;
/** How long it keeps that the head is absent: the first load is seen at once. */
const MISSING_AGE_MS = 1_000;

/** The broker's instruments of the newest load. */
export interface MasterReader {
  /** Undefined before the first load. */
  readHead(): Promise<MasterHead | undefined>;
  readRow(token: number): Promise<MasterRow | undefined>;
  /** The rows of some tokens; those that the master does not have are absent. */
  readRows(tokens: Iterable<number>): Promise<ReadonlyMap<number, MasterRow>>;
  /** All rows that the broker lists, and contracts that expired lately. The list is the same object until another version counts. */
  readAll(): Promise<readonly MasterRow[]>;
}

const NO_ROWS: ReadonlyMap<number, MasterRow> = new Map();

interface Version {
  readonly name: string;
  /** Undefined: the version does not have the token. */
  readonly rows: Map<number, MasterRow | undefined>;
  all: Promise<readonly MasterRow[]> | undefined;
}

const listedRows: RowFilter = (_expiry, _token, isListed) => isListed;

const bytesOf = ({ body }: Item): Uint8Array => {
  if (body instanceof Uint8Array) return body;
  throw new Error('it has no body');
};

/**
 * The rows of a version that a filter takes. The others need no memory.
 * @throws Error for a page that is malformed, unless `onMalformed` takes it
 */
export const readVersion = async (
  tables: Pick<TableReader, 'query'>,
  version: string,
  wanted: RowFilter,
  onMalformed?: (page: Item, problem: string) => void,
): Promise<readonly MasterRow[]> => {
  const items = await tables.query(TABLE, version);
  return items.flatMap((item) => {
    try {
      return decodePage(bytesOf(item), wanted);
    } catch (thrown) {
      if (onMalformed === undefined) throw thrown;
      onMalformed(item, messageOf(thrown));
      return [];
    }
  });
};

/**
 * Reads the instrument master. The head is at most `maxAgeMs` old, and what it names is read once. A malformed item is
 * reported and counts as missing.
 */
export const masterReader = (
  tables: TableReader,
  clock: Clock,
  maxAgeMs: number = HEAD_AGE_MS,
  onBadItem: OnBadItem = () => {},
): MasterReader => {
  const malformed = (item: Item, problem: string) =>
    onBadItem(TABLE, `${item.version} ${item.page}`, problem);

  const readNow = cachedFor(Math.min(maxAgeMs, MISSING_AGE_MS), clock, async () => {
    const item = await tables.get(TABLE, HEAD_KEY);
    if (item === undefined) return undefined;
    const { data, error } = masterHead.safeParse(item);
    if (error !== undefined) malformed(item, error.message);
    return data;
  });
  let held: { readonly head: MasterHead; readonly since: number } | undefined;
  const readHead = async (): Promise<MasterHead | undefined> => {
    const now = clock.now();
    if (held !== undefined && isYounger(held.since, now, maxAgeMs)) return held.head;
    const head = await readNow();
    held = head && { head, since: now };
    return head;
  };

  let current: Version | undefined;
  const versionNow = async (): Promise<Version | undefined> => {
    const head = await readHead();
    if (head === undefined) return undefined;
    if (current?.name !== head.master_version) {
      current = { name: head.master_version, rows: new Map(), all: undefined };
    }
    return current;
  };

  const rowsIn = (item: Item, wanted: readonly number[]): ReadonlyMap<number, MasterRow> => {
    try {
      return rowsInPage(bytesOf(item), wanted);
    } catch (thrown) {
      malformed(item, messageOf(thrown));
      return NO_ROWS;
    }
  };

  const fetchRows = async ({ name, rows }: Version, tokens: readonly number[]): Promise<void> => {
    const byPage = Map.groupBy(tokens, pageOf);
    const items = await tables.getMany(
      TABLE,
      [...byPage.keys()].map((page) => ({ version: name, page })),
    );
    for (const token of tokens) rows.set(token, undefined);
    for (const item of items) {
      const wanted = byPage.get(String(item.page)) ?? [];
      for (const [token, row] of rowsIn(item, wanted)) rows.set(token, row);
    }
  };

  const readRows: MasterReader['readRows'] = async (tokens) => {
    const found = new Map<number, MasterRow>();
    const wanted = [...new Set(tokens)];
    const version = wanted.length === 0 ? undefined : await versionNow();
    if (version === undefined) return found;
    const unread = wanted.filter((token) => !version.rows.has(token));
    if (unread.length > 0) await fetchRows(version, unread);
    for (const token of wanted) {
      const row = version.rows.get(token);
      if (row !== undefined) found.set(token, row);
    }
    return found;
  };

  return {
    readHead,
    readRows,
    readRow: async (token) => (await readRows([token])).get(token),
    readAll: async () => {
      const version = await versionNow();
      if (version === undefined) return [];
      if (version.all === undefined) {
        version.all = readVersion(tables, version.name, listedRows, malformed);
        version.all.catch(() => {
          version.all = undefined;
        });
      }
      return version.all;
    },
  };
};
