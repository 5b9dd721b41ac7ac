import type { MasterHead } from '../../shared/market/master/head.ts';
import type { MasterRow, RowFilter } from '../../shared/market/master/page.ts';
import type { Item } from '../../shared/ports/item.ts';

/** Opens Kite's file: its text, piece by piece. Reading fails where the file is cut. */
export type OpenFile = () => Promise<AsyncIterable<string>>;

/** The instrument master, for its writer. */
export interface MasterStore {
  /** The head now, not cached. */
  readHead(): Promise<MasterHead | undefined>;
  /** The rows of a version that a filter takes. */
  readRows(version: string, wanted: RowFilter): Promise<readonly MasterRow[]>;
  putPages(pages: readonly Item[]): Promise<void>;
  /** Makes a version count. False if the head is no longer `before`. */
  putHead(head: MasterHead, before: MasterHead | undefined): Promise<boolean>;
}
