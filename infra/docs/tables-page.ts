import { TABLES, type TableDefinition } from '../../shared/ports/tables.ts';
import { DEPLOYED_FUNCTIONS } from '../service/scheduled.ts';
import type { TableUse } from '../service/stages.ts';
import { code, codes, page, table } from './markdown.ts';

const TYPES = { S: 'string', N: 'number' } as const;

/** What the items of each table are. */
const HOLDS: Readonly<Record<keyof typeof TABLES, string>> = {
  checkpoints:
    'Everything a stage knows about one partition: `{stage}#{partition}`. Those of `price-recorder` hold the last price of each instrument, and other functions read them.',
  instruments:
    'What users set of instruments, and instruments that they put: symbol, segment, tick, lot, multiplier, expiry, underlying.',
  instrumentMaster:
    "The broker's instruments of each day, in compressed pages; the item `current` names the version that counts.",
  corporateActions:
    'Splits, bonuses and dividends of shares, which users write: `EXCHANGE:TRADINGSYMBOL` and the ex date.',
  strategies: 'Type, instruments and parameters of each strategy, and whether it runs.',
  controls:
    'Per broker: `limits`, `kill_switch`, `daily_loss_release`. Of `poller-hours`: the event source mappings that it disabled. Of `market-feed`: the lease and state of the feed.',
  dailyLosses: 'Per broker: whether its daily loss is latched, by which signal, and how large it was.',
  positions: 'The position of each strategy in each instrument: `strategy_id:instrument_token`.',
  journal: 'The audit trail: all events except ticks, by trace; listed events also by day.',
  deadLetters: 'Dead letters, by the topic they come from.',
  sessions: 'Logins at the broker, its token encrypted: `{broker}#{user id}`.',
  credentials: 'Per user: `totp`, the second factor, encrypted; `stop#{id}`, hashes of stop tokens.',
  usedOnce: 'Login states and codes that have been used, until they would have expired anyway.',
  rateLimits: 'Counts of logins and writes: `{who}#{window}`.',
};

const key = (attribute: TableDefinition['partitionKey'] | undefined): string =>
  attribute === undefined ? '–' : `${code(attribute.name)} (${TYPES[attribute.type]})`;

const WRITES: ReadonlySet<TableUse> = new Set(['put', 'update']);

const functionsThat = (name: string, access: 'read' | 'write'): readonly string[] =>
  DEPLOYED_FUNCTIONS.filter(({ tables }) =>
    tables.some(
      ({ table: used, uses }) =>
        used === name && uses.some((use) => WRITES.has(use) === (access === 'write')),
    ),
  ).map((deployed) => deployed.name);

export const tablesPage = (): string => {
  const definitions = Object.entries(TABLES) as [keyof typeof TABLES, TableDefinition][];
  return page(
    'Tables',
    'shared/ports/tables.ts',
    'Physical names are `{TABLE_PREFIX}-{table}`. Every stage reads and writes its own items of `checkpoints`; who else may touch what is in its IAM role. What no function writes, a person or a loader does.',
    table(
      ['Table', 'Partition key', 'Sort key', 'Index', 'Expires by', 'Items', 'Written by', 'Read by'],
      definitions.map(([id, { name, partitionKey, sortKey, index, timeToLive }]) => [
        code(name),
        key(partitionKey),
        key(sortKey),
        index === undefined ? '–' : `${code(index.name)}: ${key(index.partitionKey)}`,
        timeToLive === undefined ? '–' : code(timeToLive),
        HOLDS[id],
        id === 'checkpoints' ? 'every stage' : codes(functionsThat(name, 'write')),
        id === 'checkpoints' ? 'every stage' : codes(functionsThat(name, 'read')),
      ]),
    ),
  );
};
