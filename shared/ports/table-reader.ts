import type { Item } from './item.ts';
import type { TableName } from './tables.ts';

/** One part of the items of a partition key value, in the order of their sort keys, which are text. */
export interface PageRequest {
  /** Of the index where one is named, of the table otherwise. */
  readonly partitionKey: string | number;
  /** An index of the table. What was just written may be missing, and no two sort keys in a list may be the same. */
  readonly index?: string;
  /** Sort key of the last item of the page before: this one begins behind it. */
  readonly after?: string;
  /** How many items at most; from 1. */
  readonly limit: number;
  readonly newestFirst: boolean;
  /** Bounds of the sort key, both included. */
  readonly sortKeyFrom?: string;
  readonly sortKeyTo?: string;
}

export interface Page {
  readonly items: readonly Item[];
  /** Whether there are items behind the last one. */
  readonly more: boolean;
}

/** Consistent reads of tables, but for those by an index. A failure that may pass is a TransientError. */
export interface TableReader {
  get(table: TableName, key: Item): Promise<Item | undefined>;
  /** The items that exist, in no order. */
  getMany(table: TableName, keys: readonly Item[]): Promise<readonly Item[]>;
  /** All items of one partition key value, by sort key. */
  query(table: TableName, partitionKey: string | number): Promise<readonly Item[]>;
  /** Some items of one partition key value: for what is too long to be read whole. */
  page(table: TableName, request: PageRequest): Promise<Page>;
  /** The whole table: for small ones that a person edits. */
  scan(table: TableName): Promise<readonly Item[]>;
}
