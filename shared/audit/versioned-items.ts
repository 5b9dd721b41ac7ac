import type { TableName } from '../dynamo/tables.ts';
import type { Item } from '../kernel/stage.ts';

export type PutResult =
  | { readonly saved: true }
  /** Somebody else was first; `current` is what stands there now, where the store tells. */
  | { readonly saved: false; readonly current?: Item };

/** Single items that several may change at once. Failures are TransientErrors. */
export interface VersionedItems {
  /** A consistent read. */
  get(table: TableName, key: Item): Promise<Item | undefined>;
  /** Writes an item where what stands there has the version of `before`: the same one, none at all, or no item. */
  put(table: TableName, next: Item, before: Item | undefined): Promise<PutResult>;
  /** Takes `pending_events` out of an item where they still are these; does nothing where they are others. */
  clearPending(table: TableName, item: Item): Promise<void>;
}
