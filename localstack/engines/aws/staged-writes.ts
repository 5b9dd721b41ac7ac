import type { DynaliteItems, DynaliteStore, StoreWrite } from './dynalite-internals.ts';
import { indexPrefix, itemPrefix } from './dynalite-internals.ts';

/** A view of the tables that runs one operation without writing. */
export interface StagedWrites {
  readonly view: DynaliteStore;
  /** The writes that the operation would make. */
  writes(): readonly StoreWrite[];
  /** The item that the operation found; undefined if it is missing. */
  seen(): unknown;
}

type Callback = (error: unknown) => void;

/** Reads go to the store, writes are kept back. The caller already holds the locks of the items. */
export const stagedWrites = (store: DynaliteStore): StagedWrites => {
  const writes: StoreWrite[] = [];
  let seen: unknown;
  const recorder = (prefix: string) => ({
    put: (key: string, value: unknown, callback: Callback) => {
      writes.push({ type: 'put', key: prefix + key, value });
      callback(null);
    },
    del: (key: string, callback: Callback) => {
      writes.push({ type: 'del', key: prefix + key });
      callback(null);
    },
  });
  const itemsOf = (table: string): DynaliteItems => ({
    ...recorder(itemPrefix(table)),
    lock: (_key, run) => run((callback) => callback),
    get: (key, callback) =>
      store.getItemDb(table).get(key, (error, item) => {
        seen = item;
        callback(error, item);
      }),
  });
  const view: DynaliteStore = Object.create(store, {
    getItemDb: { value: itemsOf },
    getIndexDb: {
      value: (type: string, table: string, index: string) => recorder(indexPrefix(type, table, index)),
    },
  });
  return { view, writes: () => writes, seen: () => seen };
};
