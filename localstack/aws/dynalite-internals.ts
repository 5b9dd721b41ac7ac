import { createRequire } from 'node:module';

/**
 * The parts of dynalite 4.0.0 behind its HTTP server, typed as far as they are used. Calling them
 * directly saves a parse and a copy of every body, lets an internal error be answered instead of
 * ending the process, and shows the item a condition failed on. The version is pinned exactly.
 */
export interface DynaliteStore {
  readonly db: { open(): Promise<void> };
  readonly tableDb: { awsRegion: string; awsAccountId: string };
  readonly lifecycleManager: { gracefulClose(): Promise<void> };
  getItemDb(table: string): DynaliteItems;
}

/** One table's items. Missing items are reported as `undefined`, or as an error named NotFoundError. */
export interface DynaliteItems {
  get(key: string, callback: (error: unknown, item: unknown) => void): void;
}

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
const database: { create(options: StoreOptions): DynaliteStore } = load('dynalite/db/index.js');
const validations: Validations = load('dynalite/validations/index.js');

const operationNames = [
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

const operations = new Map<string, (store: DynaliteStore, input: unknown) => Promise<unknown>>(
  operationNames.map((name) => [name, loadOperation(name)]),
);

function loadOperation(name: string): (store: DynaliteStore, input: unknown) => Promise<unknown> {
  const file = `${name.charAt(0).toLowerCase()}${name.slice(1)}.js`;
  const action: Action = load(`dynalite/actions/${file}`);
  const validation: { types: unknown; custom: unknown } = load(`dynalite/validations/${file}`);
  return async (store, input) => {
    const checked = validations.checkTypes(input, validation.types);
    validations.checkValidations(checked, validation.types, validation.custom, store);
    return new Promise((resolve, reject) => {
      action(store, checked, (error, output) => (error ? reject(error) : resolve(output)));
    });
  };
}

export function hasDynaliteOperation(operation: string): boolean {
  return operations.has(operation);
}

/**
 * Runs one DynamoDB operation.
 * @throws an error with `statusCode` and `body` where DynamoDB would answer an error
 */
export async function runDynalite(store: DynaliteStore, operation: string, input: unknown): Promise<unknown> {
  const run = operations.get(operation);
  if (run === undefined) {
    throw new Error(`dynalite has no operation ${operation}`);
  }
  return run(store, input);
}

/** Opens the tables, in memory or in a LevelDB folder; tables change state at once, not after half a second. */
export function createDynaliteStore(path: string | undefined): DynaliteStore {
  const timing = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };
  return database.create(path === undefined ? timing : { ...timing, path });
}
