import { type FaultSettings, NO_FAULTS } from '../faults.ts';
import type { RemedyCommands } from './check-topics.ts';
import { isRecord } from './serverless.ts';

/** `custom.event-source-offline` of `serverless.yml`; each can be overridden by an environment variable. */
export interface OfflineOptions extends RemedyCommands {
  /** `EVENT_SOURCE_SESSION_TIMEOUT_MS`: after how long a killed process is replaced; brokers take no less than 6 s. */
  readonly sessionTimeoutMs: number;
  /** `EVENT_SOURCE_LONGEST_WINDOW_MS`: cuts longer batching windows down, for tests that would wait for them. */
  readonly longestWindowMs: number;
  /** `EVENT_SOURCE_IDLE_MS`: environments of a function without an event for so long are let go, as Lambda does. */
  readonly idleMs: number;
  /** `EVENT_SOURCE_CONCURRENCY`: environments of a function that run at the same time. Default: one per partition. */
  readonly concurrency: number;
  /** `EVENT_SOURCE_WAIT_MS`: how long a start waits for a broker and topics that do not exist yet. */
  readonly waitMs: number;
  /** `EVENT_SOURCE_NULL_FIELDS`: `omit` or `null`, how an absent key or value looks. */
  readonly nullFields: 'omit' | 'null';
  /** `EVENT_SOURCE_FAULTS`: `duplicateDelivery=0.1,rebalanceMidBatch=0.05,dropAnswer=0.05,secondPoller=0.05,seed=7`. */
  readonly faults: FaultSettings;
  /** `EVENT_SOURCE_STATS_FILE`: where a line of counters is appended on stop. */
  readonly statsFile: string | undefined;
}

/** As AWS has it. */
const MAX_WINDOW_MS = 300_000;
const MAX_CONCURRENCY = 1_000;

const NAME = 'custom.event-source-offline';
const FAULTS = ['duplicateDelivery', 'rebalanceMidBatch', 'dropAnswer', 'secondPoller', 'seed'] as const;

/** @throws Error that names the option, its value and what is allowed. */
export const readOfflineOptions = (
  custom: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): OfflineOptions => {
  const own =
    isRecord(custom) && isRecord(custom['event-source-offline']) ? custom['event-source-offline'] : {};
  const pick = (key: string, variable: string): unknown => environment[variable] ?? own[key];
  const nullFields = pick('nullFields', 'EVENT_SOURCE_NULL_FIELDS') ?? 'omit';
  if (nullFields !== 'omit' && nullFields !== 'null') {
    throw new Error(`${NAME}.nullFields is ${JSON.stringify(nullFields)}, expected "omit" or "null"`);
  }
  return {
    sessionTimeoutMs: numberOf(
      'sessionTimeoutMs',
      pick('sessionTimeoutMs', 'EVENT_SOURCE_SESSION_TIMEOUT_MS') ?? 6_000,
      6_000,
      300_000,
    ),
    longestWindowMs: numberOf(
      'longestWindowMs',
      pick('longestWindowMs', 'EVENT_SOURCE_LONGEST_WINDOW_MS') ?? MAX_WINDOW_MS,
      0,
      MAX_WINDOW_MS,
    ),
    idleMs: numberOf('idleMs', pick('idleMs', 'EVENT_SOURCE_IDLE_MS') ?? 60_000, 1, 86_400_000),
    concurrency: numberOf(
      'concurrency',
      pick('concurrency', 'EVENT_SOURCE_CONCURRENCY') ?? MAX_CONCURRENCY,
      1,
      MAX_CONCURRENCY,
    ),
    waitMs: numberOf('waitMs', pick('waitMs', 'EVENT_SOURCE_WAIT_MS') ?? 0, 0, 86_400_000),
    nullFields,
    faults: readFaults(pick('faults', 'EVENT_SOURCE_FAULTS')),
    statsFile: environment.EVENT_SOURCE_STATS_FILE,
    startCommand: textOf('startCommand', own.startCommand),
    createTopicsCommand: textOf('createTopicsCommand', own.createTopicsCommand),
  };
};

const readFaults = (value: unknown): FaultSettings => {
  const entries =
    typeof value === 'string'
      ? value.split(',').map((item) => item.split('='))
      : isRecord(value)
        ? Object.entries(value)
        : [];
  const faults: Record<(typeof FAULTS)[number], number> = { ...NO_FAULTS };
  for (const [key, chance] of entries) {
    const name = FAULTS.find((known) => known === key);
    if (name === undefined) {
      throw new Error(`${NAME}.faults has "${String(key)}", expected ${FAULTS.join(', ')}`);
    }
    faults[name] = numberOf(`faults.${name}`, chance, 0, name === 'seed' ? 2 ** 31 : 1);
  }
  return faults;
};

const textOf = (key: string, value: unknown): string | undefined => {
  if (value !== undefined && typeof value !== 'string') {
    throw new Error(`${NAME}.${key} is ${JSON.stringify(value)}, expected a string`);
  }
  return value;
};

const numberOf = (key: string, value: unknown, from: number, to: number): number => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !(number >= from && number <= to)) {
    throw new Error(`${NAME}.${key} is ${JSON.stringify(value)}, expected a number from ${from} to ${to}`);
  }
  return number;
};
