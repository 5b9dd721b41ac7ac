import { accountId } from '../../shared/auth/current-session.ts';
import type { Scope } from '../../shared/events/brokers.ts';
import {
  environmentOf,
  functionOf,
  PIPELINE,
  type PipelineStage,
  type StageKind,
  type StageName,
} from '../../shared/events/pipeline.ts';
import {
  eventTopics,
  LAMBDA_FAILURES,
  type TopicDefinition,
  type TopicName,
} from '../../shared/events/topics.ts';
import { isInTrail } from '../../shared/kernel/trail.ts';
import { redriveRecordsOf, TABLES, type TableName } from '../../shared/ports/tables.ts';

/** How records are gathered for one invocation. */
interface Batching {
  /** Records. */
  readonly size: number;
  /** Seconds to wait for a full batch; 0 invokes at once. */
  readonly windowSeconds: number;
}

/**
 * `get` by key, one or many; `query` one partition key; `scan` a whole table; `put` one item; `update` attributes of
 * one. Nothing deletes: DynamoDB expires items by itself.
 */
export type TableUse = 'get' | 'query' | 'scan' | 'put' | 'update' | 'check';

/** What a function may do with a table. */
export interface TableAccess {
  readonly table: TableName;
  readonly uses: readonly TableUse[];
  /** The partition key values it may touch, `*` at the end for any suffix. Absent: the table is not fenced. */
  readonly partitionKeys?: readonly string[];
  /** The attributes that it may name, key included; `update` only. Absent: all. */
  readonly attributes?: readonly string[];
  /** Whether it reads the table's index as well. */
  readonly index?: boolean;
}

/** A deployed function: a stage of the pipeline or an API function. */
export interface DeployedFunction {
  readonly name: string;
  /** What it does, for the console and for the documentation. */
  readonly description: string;
  /** It may touch topics and items of this scope, and the shared ones. */
  readonly scope: Scope;
  /** Folder that holds its `handler.ts`, under `functions/`. */
  readonly folder: string;
  /** MB; Lambda gives one core at 1,769. */
  readonly memorySize: number;
}

/** What a stage's function needs besides its place in the pipeline. */
interface Resources extends Pick<DeployedFunction, 'description' | 'memorySize'> {
  /** Besides its own checkpoints. */
  readonly tables: readonly TableAccess[];
  readonly batching: Batching;
  /** Records that a partition may lag before the alarm goes off. */
  readonly lagAlarm: number;
  /** Pollers at most. Absent: as many as partitions, because a partition has one batch in flight. */
  readonly maximumPollers?: number;
}

/** The deployed function of one stage of the pipeline. */
export interface StageFunction extends DeployedFunction, Resources {
  readonly folder: StageKind;
  readonly stageName: StageName;
  /** Which scope it serves. */
  readonly environment: ReturnType<typeof environmentOf>;
  /** Whether its mappings may be on demand, and its handler throws. */
  readonly mayBeOnDemand: boolean;
  /** One event source mapping each. */
  readonly consumes: readonly TopicName[];
  /** Besides the dead letters of what it consumes. */
  readonly produces: readonly TopicName[];
}

/** Ticks for strategies: many small records, and a signal must not wait for a window. */
const TICKS: Batching = { size: 1_000, windowSeconds: 0 };
/** Ticks for last prices: a signal carries its own price, so a recorded one may be a second old. */
const PRICES: Batching = { size: 1_000, windowSeconds: 1 };
/** Signals and orders: few records, each needed at once. */
const ORDERS: Batching = { size: 100, windowSeconds: 0 };

const checkpointsOf = (stage: StageName, uses: readonly TableUse[]): TableAccess => ({
  table: TABLES.checkpoints.name,
  uses,
  partitionKeys: [`${stage}#*`],
});

/** The last prices are the checkpoints of price-recorder. */
export const LAST_PRICES = checkpointsOf('price-recorder', ['get']);
/** Two stages of an account read each other's checkpoint: the effects of orders, and which of them are taken. */
const checkpointOf = (kind: StageKind, scope: Scope): readonly TableAccess[] =>
  PIPELINE.filter((stage) => stage.kind === kind && stage.scope === scope).map(({ name }) =>
    checkpointsOf(name, ['get']),
  );
/** What the broker says of an instrument, and what a user sets of it. */
export const INSTRUMENTS: readonly TableAccess[] = [
  { table: TABLES.instruments.name, uses: ['get'] },
  { table: TABLES.instrumentMaster.name, uses: ['get'] },
];
const CORPORATE_ACTIONS: TableAccess = { table: TABLES.corporateActions.name, uses: ['query'] };

const controlsOf = (broker: Scope): TableAccess => ({
  table: TABLES.controls.name,
  uses: ['query'],
  partitionKeys: [broker],
});

/** One table for both brokers: its keys are correlation ids, which they share. */
export const TRAIL: TableAccess = { table: TABLES.journal.name, uses: ['put'] };

const deadLettersOf = (topics: readonly TopicDefinition[]): TableAccess => ({
  table: TABLES.deadLetters.name,
  uses: ['put'],
  partitionKeys: topics.map(({ name }) => name),
});

const LIVE_SESSION: TableAccess = {
  table: TABLES.sessions.name,
  uses: ['get'],
  partitionKeys: [accountId('*')],
};

/** Of stages on the way from a tick to a fill, in MB. */
const FULL_CORE = 1_769;

const RESOURCES: Readonly<Record<StageKind, (stage: PipelineStage) => Resources>> = {
  'price-recorder': () => ({
    description: 'Keeps the last price of every instrument',
    tables: [],
    batching: PRICES,
    memorySize: 1_024,
    lagAlarm: 20_000,
    // One takes 5 MB a second and five invocations at once. It never scales, so nothing waits for a rebalance.
    maximumPollers: 1,
  }),
  'strategy-runner': () => ({
    description: 'Runs the active strategies on every tick and emits their signals',
    tables: [{ table: TABLES.strategies.name, uses: ['scan'] }],
    batching: TICKS,
    memorySize: FULL_CORE,
    lagAlarm: 20_000,
  }),
  'risk-manager': ({ scope }) => ({
    description: 'Lets a signal pass, or rejects it with the reason',
    tables: [
      LAST_PRICES,
      ...checkpointOf('portfolio-manager', scope),
      ...INSTRUMENTS,
      CORPORATE_ACTIONS,
      controlsOf(scope),
      { table: TABLES.dailyLosses.name, uses: ['put'], partitionKeys: [scope] },
      // Whether the account is logged in; paper needs no login.
      ...(scope === 'zerodha' ? [LIVE_SESSION] : []),
    ],
    batching: ORDERS,
    memorySize: FULL_CORE,
    lagAlarm: 500,
  }),
  /** The only engine that simulates fills. It has no permission and no code path to a broker. */
  'paper-trading-engine': ({ scope }) => ({
    description:
      'Fills validated signals from the book, or at the last price with slippage, and charges fees',
    tables: [LAST_PRICES, ...INSTRUMENTS, CORPORATE_ACTIONS, controlsOf(scope)],
    batching: ORDERS,
    memorySize: FULL_CORE,
    lagAlarm: 500,
  }),
  'portfolio-manager': ({ scope }) => ({
    description: 'Turns fills into positions and profit and loss',
    tables: [
      LAST_PRICES,
      ...INSTRUMENTS,
      ...checkpointOf('risk-manager', scope),
      { table: TABLES.positions.name, uses: ['put'], partitionKeys: [scope] },
    ],
    batching: ORDERS,
    memorySize: FULL_CORE,
    lagAlarm: 500,
  }),
  'dead-letters': ({ reads }) => ({
    description: 'Records what Lambda gave up as dead letters, so that it can be listed and sent again',
    tables: [deadLettersOf([...eventTopics(), ...reads])],
    batching: { size: 100, windowSeconds: 5 },
    memorySize: 512,
    lagAlarm: 500,
  }),
  redriver: ({ writes }) => ({
    description: 'Puts dead letters back on their topics, each once, for the stage that gave them up',
    tables: [
      {
        table: TABLES.deadLetters.name,
        uses: ['get', 'put'],
        partitionKeys: writes.flatMap(({ name }) => [name, redriveRecordsOf(name)]),
      },
    ],
    // Few at a time: each may be as large as an item. An on-demand mapping has no window of 0.
    batching: { size: 20, windowSeconds: 1 },
    memorySize: 512,
    lagAlarm: 2_000,
  }),
};

/**
 * A stage writes the trail's entries of what it emits, and of what others put on its topics. Ticks have none. It writes
 * the dead letters of the topics that it reads.
 */
const withSinks = ({ tables, ...resources }: Resources, { reads, writes }: PipelineStage): Resources => ({
  ...resources,
  tables: [
    ...tables,
    ...([...reads, ...writes].some(({ name }) => isInTrail(name)) ? [TRAIL] : []),
    ...(tables.some(({ table }) => table === TABLES.deadLetters.name) ? [] : [deadLettersOf(reads)]),
  ],
});

/** Every function of the pipeline. Functions, mappings, roles, alarms, dashboard and docs are made from this. */
export const STAGE_FUNCTIONS: readonly StageFunction[] = PIPELINE.map((stage) => ({
  name: functionOf(stage.name),
  stageName: stage.name,
  scope: stage.scope,
  folder: stage.kind,
  environment: environmentOf(stage),
  mayBeOnDemand: stage.mayBeOnDemand,
  consumes: stage.reads.map(({ name }) => name),
  produces: stage.writes.map(({ name }) => name),
  ...withSinks(RESOURCES[stage.kind](stage), stage),
}));

/** A stage may touch its own checkpoints only. */
export const checkpointAccess = ({ stageName }: StageFunction): TableAccess =>
  checkpointsOf(stageName, ['get', 'put']);

/** Whether it reads what Lambda gave up: there is no topic for what it cannot process. */
export const isDeadLetterReader = ({ consumes }: StageFunction): boolean =>
  consumes.every((topic) => topic === LAMBDA_FAILURES.name);
