import type { Item } from './item.ts';
import type { TableName } from './tables.ts';

/** A page of the items of one partition key value, ordered by sort key. Sort keys are text. */
export interface PageRequest {
  /** The index's if one is named, else the table's. */
  readonly partitionKey: string | number;
  /** An index of the table. It may lack recent writes. Within one partition key value, sort keys must be unique. */
  readonly index?: string;
  /** Sort key of the previous page's last item. This page begins after it. */
  readonly after?: string;
  /** Most items of the page, at least 1. */
  readonly limit: number;
  readonly newestFirst: boolean;
  /** Bounds of the sort key, both included. */
  readonly sortKeyFrom?: string;
  readonly sortKeyTo?: string;
}

export interface Page {
  readonly items: readonly Item[];
  /** Whether more items follow. */
  readonly more: boolean;
}

/** Reads of tables. They are consistent, except by an index. A failure that may pass is a TransientError. */
export interface TableReader {
  get(table: TableName, key: Item): Promise<Item | undefined>;
  /** The items that exist, in any order. */
  getMany(table: TableName, keys: readonly Item[]): Promise<readonly Item[]>;
  /** All items of one partition key value, by sort key. */
  query(table: TableName, partitionKey: string | number): Promise<readonly Item[]>;
  /** Some items of one partition key value, for long lists. */
  page(table: TableName, request: PageRequest): Promise<Page>;
  /** The whole table, for small ones that a user edits. */
  scan(table: TableName): Promise<readonly Item[]>;
}
