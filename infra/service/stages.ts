import { accountId } from '../../shared/auth/current-session.ts';
import { BROKERS, type Broker, SCOPES, type Scope } from '../../shared/events/brokers.ts';
import { redriverOf } from '../../shared/events/readers.ts';
import {
  deadLetterTopic,
  eventTopics,
  originalTopic,
  redriveTopic,
  SHARED_TOPICS,
  type TopicDefinition,
  topicsFor,
} from '../../shared/events/topics.ts';
import type { TableName } from '../../shared/ports/tables.ts';
import { redriveRecordsOf, TABLES } from '../../shared/ports/tables.ts';

/** How records are gathered for one invocation. */
interface Batching {
  /** Records. */
  readonly size: number;
  /** Seconds to wait for a full batch; 0 invokes with whatever is there. */
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

/** What every deployed function has, a stage of the pipeline or a door of the API. */
export interface DeployedFunction {
  readonly name: string;
  /** What it does, for the console and for the documentation. */
  readonly description: string;
  /** Whose topics and items it may touch beside the shared ones. */
  readonly scope: Scope;
  /** Folder that holds its `handler.ts`, under `functions/`. */
  readonly folder: string;
  /** MB; Lambda gives one core at 1,769. */
  readonly memorySize: number;
}

/** One deployed function: a stage of the pipeline, for one broker where its work belongs to one. */
export interface StageFunction extends DeployedFunction {
  /** `Stage.name`, under which it keeps its checkpoints. */
  readonly stageName: string;
  /** Which of its instances this is. */
  readonly environment: { readonly BROKER?: Broker; readonly SCOPE?: Scope };
  /** Topic names, one event source mapping each. */
  readonly consumes: readonly string[];
  /** Topic names it publishes to, beside the dead letters of what it consumes. */
  readonly produces: readonly string[];
  /** Beside its own checkpoints. */
  readonly tables: readonly TableAccess[];
  readonly batching: Batching;
  /** Records that a partition may be behind before somebody is told. */
  readonly lagAlarm: number;
}

/** Prices and ticks: many small records, and a signal must not wait for a window. */
const TICKS: Batching = { size: 1_000, windowSeconds: 0 };
/** Signals and orders: few, and each is wanted at once. */
const ORDERS: Batching = { size: 100, windowSeconds: 0 };
/** Records for later reading: full batches are cheaper than early ones, and a second is soon enough for people. */
const RECORDS: Batching = { size: 500, windowSeconds: 1 };

const names = (topics: readonly TopicDefinition[]): readonly string[] => topics.map((topic) => topic.name);

const topicsOf = (scope: Scope): readonly TopicDefinition[] =>
  eventTopics().filter((topic) => topic.broker === scope);

const LAST_PRICES: TableAccess = { table: TABLES.lastPrices.name, uses: ['get'] };
const INSTRUMENTS: TableAccess = { table: TABLES.instruments.name, uses: ['get'] };

const controlsOf = (broker: Broker): TableAccess => ({
  table: TABLES.controls.name,
  uses: ['query'],
  partitionKeys: [broker],
});

const LIVE_SESSION: TableAccess = {
  table: TABLES.sessions.name,
  uses: ['get'],
  partitionKeys: [accountId('*')],
};

const priceRecorder = (): StageFunction => ({
  name: 'price-recorder',
  stageName: 'price-recorder',
  description: 'Keeps the last price of every instrument',
  scope: 'shared',
  folder: 'price-recorder',
  environment: {},
  consumes: [SHARED_TOPICS.marketTicks.name],
  produces: [],
  tables: [{ table: TABLES.lastPrices.name, uses: ['put'] }],
  batching: TICKS,
  memorySize: 1_024,
  lagAlarm: 20_000,
});

const strategyRunner = (): StageFunction => ({
  name: 'strategy-runner',
  stageName: 'strategy-runner',
  description: 'Runs the active strategies on every tick and emits their signals',
  scope: 'shared',
  folder: 'strategy-runner',
  environment: {},
  consumes: [SHARED_TOPICS.marketTicks.name],
  produces: [...BROKERS.map((broker) => topicsFor(broker).signalsRaw.name), SHARED_TOPICS.systemErrors.name],
  tables: [{ table: TABLES.strategies.name, uses: ['scan'] }],
  batching: TICKS,
  memorySize: 1_769,
  lagAlarm: 20_000,
});

const riskManager = (broker: Broker): StageFunction => {
  const topics = topicsFor(broker);
  return {
    name: `${broker}-risk-manager`,
    stageName: `${broker}.risk-manager`,
    description: 'Lets a signal pass, or rejects it with the reason',
    scope: broker,
    folder: 'risk-manager',
    environment: { BROKER: broker },
    consumes: names([topics.signalsRaw, topics.ordersFilled, topics.ordersFailed]),
    produces: names([topics.signalsValidated, topics.signalsRejected]),
    tables: [
      LAST_PRICES,
      INSTRUMENTS,
      controlsOf(broker),
      { table: TABLES.dailyLosses.name, uses: ['put'], partitionKeys: [broker] },
      // Whether the account is logged in; paper needs no login.
      ...(broker === 'zerodha' ? [LIVE_SESSION] : []),
    ],
    batching: ORDERS,
    memorySize: 512,
    lagAlarm: 500,
  };
};

/** The only engine that invents fills; it has no permission and no code path to a broker. */
const paperTradingEngine = (): StageFunction => {
  const topics = topicsFor('paper');
  return {
    name: 'paper-trading-engine',
    stageName: 'paper.trading-engine',
    description: 'Fills validated signals at the last market price, with slippage and fees',
    scope: 'paper',
    folder: 'paper-trading-engine',
    environment: { BROKER: 'paper' },
    consumes: names([topics.signalsValidated]),
    produces: names([topics.ordersFilled, topics.ordersFailed]),
    tables: [LAST_PRICES, INSTRUMENTS, controlsOf('paper')],
    batching: ORDERS,
    memorySize: 512,
    lagAlarm: 500,
  };
};

/** All that is said about orders. Only the live broker has a time between placing and filling. */
const orderTopics = (broker: Broker): readonly TopicDefinition[] => {
  const { ordersFilled, ordersFailed } = topicsFor(broker);
  return broker === 'zerodha'
    ? [topicsFor('zerodha').ordersSubmitted, ordersFilled, ordersFailed]
    : [ordersFilled, ordersFailed];
};

const portfolioManager = (broker: Broker): StageFunction => {
  const topics = topicsFor(broker);
  return {
    name: `${broker}-portfolio-manager`,
    stageName: `${broker}.portfolio-manager`,
    description: 'Turns fills into positions and profit and loss',
    scope: broker,
    folder: 'portfolio-manager',
    environment: { BROKER: broker },
    consumes: names(orderTopics(broker)),
    produces: names([topics.pnlSnapshots]),
    tables: [LAST_PRICES, { table: TABLES.positions.name, uses: ['put'], partitionKeys: [broker] }],
    batching: ORDERS,
    memorySize: 512,
    lagAlarm: 500,
  };
};

/** Ticks are kept out: at thousands a second they would be most of the trail and tell nothing the rest does not. */
const journal = (scope: Scope): StageFunction => ({
  name: `${scope}-journal`,
  stageName: `${scope}.journal`,
  description: 'Writes the audit trail, by correlation id',
  scope,
  folder: 'journal',
  environment: { SCOPE: scope },
  consumes: names(topicsOf(scope).filter((topic) => topic.name !== SHARED_TOPICS.marketTicks.name)),
  produces: [],
  tables: [{ table: TABLES.journal.name, uses: ['put'] }],
  batching: RECORDS,
  memorySize: 512,
  lagAlarm: 5_000,
});

const deadLetters = (scope: Scope): StageFunction => {
  const consumes = names(topicsOf(scope)).map(deadLetterTopic);
  return {
    name: `${scope}-dead-letters`,
    stageName: `${scope}.dead-letters`,
    description: 'Records dead letters so that they can be listed and sent again',
    scope,
    folder: 'dead-letters',
    environment: { SCOPE: scope },
    consumes,
    produces: [],
    tables: [{ table: TABLES.deadLetters.name, uses: ['put'], partitionKeys: consumes.map(originalTopic) }],
    batching: { size: 100, windowSeconds: 5 },
    memorySize: 512,
    lagAlarm: 500,
  };
};

/** Puts dead letters back where the stage that gave them up reads. Few at a time: each may be as large as an item. */
const redriver = (scope: Scope): StageFunction => {
  const topics = names(topicsOf(scope));
  return {
    name: `${scope}-redriver`,
    stageName: redriverOf(scope),
    description: 'Puts dead letters back on their topics, each once, for the stage that gave them up',
    scope,
    folder: 'redriver',
    environment: { SCOPE: scope },
    consumes: [redriveTopic(scope).name],
    produces: topics,
    tables: [
      {
        table: TABLES.deadLetters.name,
        uses: ['get', 'put'],
        partitionKeys: topics.flatMap((topic) => [topic, redriveRecordsOf(topic)]),
      },
    ],
    batching: { size: 20, windowSeconds: 0 },
    memorySize: 512,
    lagAlarm: 2_000,
  };
};

/** Every function of the pipeline. Functions, mappings, roles, alarms, dashboard and docs are made from this. */
export const STAGE_FUNCTIONS: readonly StageFunction[] = [
  priceRecorder(),
  strategyRunner(),
  ...BROKERS.map(riskManager),
  paperTradingEngine(),
  ...BROKERS.map(portfolioManager),
  ...SCOPES.map(journal),
  ...SCOPES.map(deadLetters),
  ...SCOPES.map(redriver),
];

/** A stage's own checkpoints, and nobody else's. */
export const checkpointAccess = (stage: StageFunction): TableAccess => ({
  table: TABLES.checkpoints.name,
  uses: ['get', 'put'],
  partitionKeys: [`${stage.stageName}#*`],
});

/** Whether it reads dead letters themselves: what it cannot take has no topic to go to. */
export const isDeadLetterReader = ({ consumes }: StageFunction): boolean =>
  consumes.every((topic) => originalTopic(topic) !== topic);
