import type { Item } from '../ports/item.ts';
import type { TableName } from '../ports/tables.ts';
import type { Requirement } from './authority.ts';

export type PutResult =
  | { readonly saved: true }
  | {
      readonly saved: false;
      /** The current item after a lost race, if the store returns it. */
      readonly current?: Item;
      /** Present if the requirement is not met: the item that it applies to. */
      readonly unmet?: { readonly item: Item | undefined };
    };

/** Single items with optimistic locking. Failures are TransientErrors. */
export interface VersionedItems {
  /** A consistent read. */
  get(table: TableName, key: Item): Promise<Item | undefined>;
  /**
   * Writes an item if the current item has the version of `before` and, in the same transaction, the requirement on
   * another item is met.
   */
  put(table: TableName, next: Item, before: Item | undefined, required: Requirement): Promise<PutResult>;
  /** Removes `pending_events` from an item if they are unchanged; otherwise does nothing. */
  clearPending(table: TableName, item: Item): Promise<void>;
}
