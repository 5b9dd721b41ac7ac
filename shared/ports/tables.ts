import { AlphaPandaError } from '../errors.ts';

/**
 * Every DynamoDB table: its keys and whether items expire. The physical name is `{prefix}-{name}`. The
 * CloudFormation of `infra/` and the local cloud are both made from this list.
 * A table with `broker` as its partition key is fenced per broker by `dynamodb:LeadingKeys`.
 */
export interface TableDefinition {
  readonly name: string;
  readonly partitionKey: { readonly name: string; readonly type: 'S' | 'N' };
  readonly sortKey?: { readonly name: string; readonly type: 'S' | 'N' };
  /** An index of the items that have `partitionKey`, with all attributes. `sortKey` is the table's own. */
  readonly index?: {
    readonly name: string;
    readonly partitionKey: { readonly name: string; readonly type: 'S' };
  };
  /** Attribute with the epoch second at which DynamoDB deletes the item. */
  readonly timeToLive?: string;
}

export const TABLES = {
  /**
   * One item per stage and partition, with all of the stage's state. Key: `{stage}#{partition}`. The last price of each
   * instrument is the state of price-recorder.
   */
  checkpoints: { name: 'checkpoints', partitionKey: { name: 'checkpoint_id', type: 'S' } },
  instruments: { name: 'instruments', partitionKey: { name: 'instrument_token', type: 'N' } },
  /**
   * The broker's instruments of a day. Keys: `{day}#{digest}`, the page of a token (`shared/market/master`); the head
   * (`current`, `head`) names the version that counts.
   */
  instrumentMaster: {
    name: 'instrument-master',
    partitionKey: { name: 'version', type: 'S' },
    sortKey: { name: 'page', type: 'S' },
    timeToLive: 'expires_at',
  },
  /** Splits, bonuses and dividends, which users write. Key: `EXCHANGE:TRADINGSYMBOL`, the ex date. */
  corporateActions: {
    name: 'corporate-actions',
    partitionKey: { name: 'contract', type: 'S' },
    sortKey: { name: 'ex_date', type: 'S' },
  },
  strategies: { name: 'strategies', partitionKey: { name: 'strategy_id', type: 'S' } },
  /** Per broker: `limits`, `kill_switch`, `daily_loss_release`. Of `poller-hours`: a mark per event source mapping. */
  controls: {
    name: 'controls',
    partitionKey: { name: 'broker', type: 'S' },
    sortKey: { name: 'control', type: 'S' },
  },
  /** One item per broker: whether its account's daily loss is latched, written by risk-manager. */
  dailyLosses: { name: 'daily-losses', partitionKey: { name: 'broker', type: 'S' } },
  /** Key: broker, `strategy_id:instrument_token`. */
  positions: {
    name: 'positions',
    partitionKey: { name: 'broker', type: 'S' },
    sortKey: { name: 'position_id', type: 'S' },
  },
  /**
   * The audit trail: every event but ticks, by trace. Sort key `{ts}#{event id}#{digest}`. Items of lists have
   * a `list_id`, `{scope}#{list}#{day in India}`: see `shared/journal/lists.ts`.
   */
  journal: {
    name: 'journal',
    partitionKey: { name: 'correlation_id', type: 'S' },
    sortKey: { name: 'entry_id', type: 'S' },
    index: { name: 'by-list', partitionKey: { name: 'list_id', type: 'S' } },
    timeToLive: 'expires_at',
  },
  /** Key: the original topic, `{partition}@{offset}@{stage}@{digest}` of the record, zero-padded. */
  deadLetters: {
    name: 'dead-letters',
    partitionKey: { name: 'topic', type: 'S' },
    sortKey: { name: 'dead_letter_id', type: 'S' },
    timeToLive: 'expires_at',
  },
  /** One login per account, `{broker}#{user id}`; the broker's token in it is encrypted. */
  sessions: {
    name: 'sessions',
    partitionKey: { name: 'account_id', type: 'S' },
    timeToLive: 'delete_after',
  },
  /** Credentials beside the login: `totp`, the encrypted second factor, and `stop#{id}`, hashes of stop tokens. */
  credentials: {
    name: 'credentials',
    partitionKey: { name: 'user_id', type: 'S' },
    sortKey: { name: 'credential', type: 'S' },
  },
  /** Single-use values that were used: login states at the broker. */
  usedOnce: {
    name: 'used-once',
    partitionKey: { name: 'nonce', type: 'S' },
    timeToLive: 'expires_at',
  },
  /** Counts of requests, `{who}#{window}`. */
  rateLimits: {
    name: 'rate-limits',
    partitionKey: { name: 'limit_id', type: 'S' },
    timeToLive: 'expires_at',
  },
} as const satisfies Record<string, TableDefinition>;

/** Partition key of a topic's redrive records in the table of dead letters. */
export const redriveRecordsOf = (topic: string): string => `${topic}#redriven`;

/** Partition key of a topic's redrive requests in the table of dead letters. */
export const redriveRequestsOf = (topic: string): string => `${REDRIVE_REQUESTS}${topic}`;
export const REDRIVE_REQUESTS = 'requests#';

export type TableName = (typeof TABLES)[keyof typeof TABLES]['name'];

export const tableName = (prefix: string, table: TableName): string => `${prefix}-${table}`;

const BY_NAME: ReadonlyMap<string, TableDefinition> = new Map(
  Object.values(TABLES).map((table): [string, TableDefinition] => [table.name, table]),
);

/** @throws AlphaPandaError `UNKNOWN_TABLE` for a name that is not in the list. */
export const tableDefinition = (name: string): TableDefinition => {
  const table = BY_NAME.get(name);
  if (table === undefined) {
    throw new AlphaPandaError(
      'UNKNOWN_TABLE',
      `table "${name}" is not in the list; it has ${[...BY_NAME.keys()].join(', ')}`,
    );
  }
  return table;
};

/**
 * The attributes by which a table, or an index of it, is queried.
 * @throws AlphaPandaError `UNKNOWN_INDEX` for an index that the table does not have, `NO_SORT_KEY`
 */
export const queryKeyOf = (
  table: TableDefinition,
  index: string | undefined,
): { readonly partition: string; readonly sort: string } => {
  if (table.sortKey === undefined) {
    throw new AlphaPandaError(
      'NO_SORT_KEY',
      `table ${table.name} has no sort key, so its items have no order`,
    );
  }
  if (index === undefined) return { partition: table.partitionKey.name, sort: table.sortKey.name };
  if (table.index?.name !== index) {
    throw new AlphaPandaError('UNKNOWN_INDEX', `table ${table.name} has no index "${index}"`);
  }
  return { partition: table.index.partitionKey.name, sort: table.sortKey.name };
};

const keyValue = <V>(table: TableDefinition, item: { readonly [attribute: string]: V }, name: string): V => {
  const value = item[name];
  if (value === undefined) {
    throw new AlphaPandaError('KEY_MISSING', `an item of table ${table.name} has no ${name}`);
  }
  return value;
};

/** The key attributes of an item of a table. */
export const keyOf = <V>(
  table: TableDefinition,
  item: { readonly [attribute: string]: V },
): { readonly [attribute: string]: V } => {
  const { name } = table.partitionKey;
  const partition = keyValue(table, item, name);
  if (table.sortKey === undefined) return { [name]: partition };
  return { [name]: partition, [table.sortKey.name]: keyValue(table, item, table.sortKey.name) };
};

/** The values of the key attributes, partition key first. */
export const keyValuesOf = <V>(
  table: TableDefinition,
  item: { readonly [attribute: string]: V },
): readonly V[] => {
  const partition = keyValue(table, item, table.partitionKey.name);
  return table.sortKey === undefined ? [partition] : [partition, keyValue(table, item, table.sortKey.name)];
};
