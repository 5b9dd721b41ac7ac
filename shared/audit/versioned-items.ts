import type { Item } from '../ports/item.ts';
import type { TableName } from '../ports/tables.ts';
import type { Requirement } from './authority.ts';

export type PutResult =
  | { readonly saved: true }
  | {
      readonly saved: false;
      /** What stands there now, where somebody else was first and the store tells. */
      readonly current?: Item;
      /** Where what was required does not hold: the item that it was required of, as it is. */
      readonly unmet?: { readonly item: Item | undefined };
    };

/** Single items that several may change at once. Failures are TransientErrors. */
export interface VersionedItems {
  /** A consistent read. */
  get(table: TableName, key: Item): Promise<Item | undefined>;
  /**
   * Writes an item where what stands there has the version of `before`: the same one, none at all, or no item; and
   * where, in the same moment, what is required of another item holds.
   */
  put(table: TableName, next: Item, before: Item | undefined, required: Requirement): Promise<PutResult>;
  /** Takes `pending_events` out of an item where they still are these; does nothing where they are others. */
  clearPending(table: TableName, item: Item): Promise<void>;
}
