import { createRequire } from 'node:module';
import { cachedParse, type Parse } from './parsed-conditions.ts';

/**
 * The parts of dynalite 4.0.0 behind its HTTP server, with types for what is used. Direct calls avoid a parse and a copy
 * of every body, turn an internal error into an answer, and show the item that failed a condition. The version is pinned
 * exactly.
 */
export interface DynaliteStore {
  readonly db: {
    open(): Promise<void>;
    get(key: string): Promise<unknown>;
    batch(writes: readonly StoreWrite[]): Promise<void>;
    keys(range: { readonly gte: string; readonly lt: string }): AsyncIterable<string>;
  };
  readonly tableDb: { awsRegion: string; awsAccountId: string };
  readonly lifecycleManager: { gracefulClose(): Promise<void> };
  getTable(name: string, callback: (error: unknown, table: DynaliteTable) => void): void;
  getItemDb(table: string): DynaliteItems;
}

/** A table's definition, opaque to other code. */
export interface DynaliteTable {
  readonly TableName: string;
}

/** Releases a lock before it calls back. */
type Release = (callback: (...results: unknown[]) => void) => (...results: unknown[]) => void;

/** One table's items. Missing items are reported as `undefined`, or as an error named NotFoundError. */
export interface DynaliteItems {
  get(key: string, callback: (error: unknown, item: unknown) => void): void;
  /** Every write holds the lock of its item from its condition to its end. */
  lock(key: string | readonly string[], run: (release: Release) => void): void;
}

/** One write of the store below the tables. */
export type StoreWrite =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown }
  | { readonly type: 'del'; readonly key: string };

type Input = Record<string, unknown>;
type Action = (
  store: DynaliteStore,
  input: Input,
  callback: (error: unknown, output: unknown) => void,
) => void;

interface Validations {
  checkTypes(input: unknown, types: unknown): Input;
  checkValidations(input: Input, types: unknown, custom: unknown, store: DynaliteStore): void;
}

interface StoreOptions {
  readonly path?: string;
  readonly createTableMs: number;
  readonly deleteTableMs: number;
  readonly updateTableMs: number;
}

const load = createRequire(import.meta.url);
const database: {
  create(options: StoreOptions): DynaliteStore;
  createKey(item: unknown, table: DynaliteTable): string;
  validateItem(item: unknown, table: DynaliteTable): Error | null | undefined;
  validateKey(key: unknown, table: DynaliteTable): Error | null | undefined;
} = load('dynalite/db/index.js');
const validations: Validations = load('dynalite/validations/index.js');

const conditions: { parse: Parse } = load('dynalite/db/conditionParser.js');
conditions.parse = cachedParse(conditions.parse);

const OPERATION_NAMES = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
] as const;

/** An operation with valid input. */
export interface CheckedOperation {
  readonly input: Readonly<Input>;
  /** @throws an error with `statusCode` and `body` if DynamoDB would answer an error */
  run(store: DynaliteStore): Promise<unknown>;
}

const loadOperation = (name: string): ((store: DynaliteStore, input: unknown) => CheckedOperation) => {
  const file = `${name.charAt(0).toLowerCase()}${name.slice(1)}.js`;
  const action: Action = load(`dynalite/actions/${file}`);
  const validation: { types: unknown; custom: unknown } = load(`dynalite/validations/${file}`);
  return (store, input) => {
    const checked = validations.checkTypes(input, validation.types);
    validations.checkValidations(checked, validation.types, validation.custom, store);
    return {
      input: checked,
      run: (on) =>
        new Promise((resolve, reject) => {
          action(on, checked, (error, output) => (error ? reject(error) : resolve(output)));
        }),
    };
  };
};

const operations = new Map<string, (store: DynaliteStore, input: unknown) => CheckedOperation>(
  OPERATION_NAMES.map((name) => [name, loadOperation(name)]),
);

export const hasDynaliteOperation = (operation: string): boolean => operations.has(operation);

/**
 * Validates one DynamoDB operation, so that it can run.
 * @throws an error with `statusCode` and `body` if DynamoDB would answer an error
 */
export const checkDynalite = (store: DynaliteStore, operation: string, input: unknown): CheckedOperation => {
  const check = operations.get(operation);
  if (check === undefined) throw new Error(`dynalite has no operation ${operation}`);
  return check(store, input);
};

/**
 * Runs one DynamoDB operation.
 * @throws an error with `statusCode` and `body` if DynamoDB would answer an error
 */
export const runDynalite = async (
  store: DynaliteStore,
  operation: string,
  input: unknown,
): Promise<unknown> => checkDynalite(store, operation, input).run(store);

/** @throws an error with `statusCode` and `body` if the table does not exist */
export const loadTable = (store: DynaliteStore, name: string): Promise<DynaliteTable> => {
  return new Promise((resolve, reject) => {
    store.getTable(name, (error, table) => (error ? reject(error) : resolve(table)));
  });
};

/**
 * The store's key of the item of a write.
 * @throws an error with `statusCode` and `body` if the key does not fit the table
 */
export const itemKey = ({ Item: item, Key: key }: Readonly<Input>, table: DynaliteTable): string => {
  const invalid = item === undefined ? database.validateKey(key, table) : database.validateItem(item, table);
  if (invalid !== null && invalid !== undefined) throw invalid;
  return database.createKey(item ?? key, table);
};

/** Key prefixes of a table's items and of an index in dynalite's store. */
export const itemPrefix = (table: string): string => `item-${table}~`;
export const indexPrefix = (type: string, table: string, index: string): string =>
  `index-${type.toLowerCase()}~${table}~${index}~`;

/** Runs with the locks of all these items. It takes them in one fixed order, so two calls cannot deadlock. */
export const lockItems = async <T>(
  store: DynaliteStore,
  items: readonly { readonly table: string; readonly key: string }[],
  run: () => Promise<T>,
): Promise<T> => {
  const byTable = [...Map.groupBy(items, ({ table }) => table)].sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  const inside = byTable.reduceRight<() => Promise<T>>(
    (next, [table, own]) =>
      () =>
        new Promise<T>((resolve, reject) => {
          const keys = own.map(({ key }) => key);
          store.getItemDb(table).lock(keys, (release) => {
            next().then(
              release((result) => resolve(result as T)),
              release((error) => reject(error)),
            );
          });
        }),
    run,
  );
  return inside();
};

/** Writes all or nothing, even if the process ends. */
export const writeAtOnce = (store: DynaliteStore, writes: readonly StoreWrite[]): Promise<void> =>
  store.db.batch(writes);

/** A stored value outside the tables; undefined if it is missing. */
export const readStored = async (store: DynaliteStore, key: string): Promise<unknown> => store.db.get(key);

/** The keys that begin with a prefix. */
export const storedKeys = async (store: DynaliteStore, prefix: string): Promise<readonly string[]> => {
  const keys: string[] = [];
  for await (const key of store.db.keys({ gte: prefix, lt: `${prefix}\xff` })) keys.push(key);
  return keys;
};

/** Opens the tables, in memory or in a LevelDB folder. Tables change state at once instead of after half a second. */
export const createDynaliteStore = (path: string | undefined): DynaliteStore => {
  const timing = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };
  return database.create(path === undefined ? timing : { ...timing, path });
};
