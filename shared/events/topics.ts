import { AlphaPandaError } from '../errors.ts';
import { BROKERS, type Broker, type Scope } from './brokers.ts';
import type { EventType } from './types.ts';

const DAY = 24 * 60 * 60 * 1_000;

/** The key that assigns a topic's records to partitions. Order is kept per key. */
export type KeyRule = 'instrument_token' | 'strategy_id:instrument_token' | 'broker' | 'subject';

interface TopicSettings {
  readonly name: string;
  readonly broker: Scope;
  /** The event types of the topic. Any other record becomes a dead letter. */
  readonly types: readonly EventType[];
  readonly partitions: number;
  readonly retentionMs: number;
  readonly key: KeyRule;
  readonly maxMessageBytes: number;
}

export interface TopicDefinition extends TopicSettings {
  readonly name: TopicName;
}

/** Kafka's default for `max.message.bytes`. */
export const MAX_MESSAGE_BYTES = 1_048_588;

const SIGNALS = {
  key: 'strategy_id:instrument_token',
  partitions: 1,
  retentionMs: 7 * DAY,
  maxMessageBytes: MAX_MESSAGE_BYTES,
} as const;

/** Commands to redrive dead letters. One partition, so that repeated commands for one dead letter meet. */
const REDRIVES = {
  types: ['redrive_requested'],
  key: 'subject',
  partitions: 1,
  retentionMs: 7 * DAY,
  maxMessageBytes: MAX_MESSAGE_BYTES,
} as const;

/**
 * Topics of one account have one partition, because exact limits need one writer per account. The exchange's ten
 * orders a second are far below its capacity.
 */
const brokerTopics = <B extends Broker>(broker: B) =>
  ({
    signalsRaw: { ...SIGNALS, name: `${broker}.signals.raw`, broker, types: ['trading_signal'] },
    signalsValidated: {
      ...SIGNALS,
      name: `${broker}.signals.validated`,
      broker,
      types: ['validated_signal'],
    },
    signalsRejected: { ...SIGNALS, name: `${broker}.signals.rejected`, broker, types: ['rejected_signal'] },
    ordersFilled: {
      ...SIGNALS,
      name: `${broker}.orders.filled`,
      broker,
      types: ['order_filled'],
      retentionMs: 30 * DAY,
    },
    ordersFailed: {
      ...SIGNALS,
      name: `${broker}.orders.failed`,
      broker,
      types: ['order_failed'],
      retentionMs: 30 * DAY,
    },
    pnlSnapshots: {
      ...SIGNALS,
      name: `${broker}.pnl.snapshots`,
      broker,
      types: ['pnl_snapshot'],
      key: 'broker',
    },
    redrives: { ...REDRIVES, name: `${broker}.redrives`, broker },
  }) as const;

export const SHARED_TOPICS = {
  marketTicks: {
    name: 'market.ticks',
    broker: 'shared',
    types: ['market_tick'],
    partitions: 4,
    retentionMs: DAY,
    key: 'instrument_token',
    maxMessageBytes: MAX_MESSAGE_BYTES,
  },
  systemErrors: {
    name: 'system.errors',
    broker: 'shared',
    types: ['system_error'],
    partitions: 1,
    retentionMs: 7 * DAY,
    key: 'subject',
    maxMessageBytes: MAX_MESSAGE_BYTES,
  },
  /** The users' actions in the API, for the audit trail. */
  operatorActions: {
    name: 'operator.actions',
    broker: 'shared',
    types: ['operator_action'],
    partitions: 1,
    retentionMs: 30 * DAY,
    key: 'subject',
    maxMessageBytes: MAX_MESSAGE_BYTES,
  },
  redrives: { ...REDRIVES, name: 'shared.redrives', broker: 'shared' },
} as const satisfies Record<string, TopicSettings>;

const PAPER = brokerTopics('paper');
const PAPER_TOPICS = {
  ...PAPER,
  // In the one log of the paper engine, so that signals and moments of the day have one order.
  signalsValidated: { ...PAPER.signalsValidated, types: ['validated_signal', 'session_event'] },
  ordersFilled: { ...PAPER.ordersFilled, types: ['order_filled', 'position_adjusted'] },
} as const;
const ZERODHA_TOPICS = {
  ...brokerTopics('zerodha'),
  ordersSubmitted: {
    ...SIGNALS,
    name: 'zerodha.orders.submitted',
    broker: 'zerodha',
    types: ['order_placed'],
    retentionMs: 30 * DAY,
  },
} as const;

export type BrokerTopics<B extends Broker> = B extends 'zerodha'
  ? typeof ZERODHA_TOPICS
  : typeof PAPER_TOPICS;

type NameIn<Topics> = Extract<Topics[keyof Topics], { readonly name: string }>['name'];

/** Every event topic, by name. */
type EventTopicName =
  | NameIn<typeof SHARED_TOPICS>
  | NameIn<typeof PAPER_TOPICS>
  | NameIn<typeof ZERODHA_TOPICS>;
export type TopicName = EventTopicName | DeadLetterTopic<EventTopicName> | typeof LAMBDA_FAILURES.name;

/** The topics of one broker. The result contains no topic of the other. */
export const topicsFor = <B extends Broker>(broker: B): BrokerTopics<B> =>
  (broker === 'zerodha' ? ZERODHA_TOPICS : PAPER_TOPICS) as BrokerTopics<B>;

/** The topic of redrive commands for one scope's dead letters. */
export const redriveTopic = (scope: Scope): TopicDefinition =>
  scope === 'shared' ? SHARED_TOPICS.redrives : topicsFor(scope).redrives;

type EventTopic = TopicDefinition & { readonly name: EventTopicName };

const ALL: readonly EventTopic[] = [
  ...Object.values(SHARED_TOPICS),
  ...BROKERS.flatMap((broker): readonly EventTopic[] => Object.values(topicsFor(broker))),
];

/**
 * Where Lambda puts records that it gives up, of all functions of a deployment. Its message contains the record as
 * base64 text and needs more room. An invocation of its reader holds 6 MB, again as base64.
 */
export const LAMBDA_FAILURES = {
  name: 'lambda.failures',
  broker: 'shared',
  types: [],
  partitions: 1,
  retentionMs: 30 * DAY,
  key: 'subject',
  maxMessageBytes: 4 * 1_024 * 1_024,
} as const satisfies TopicSettings;

const BY_NAME: ReadonlyMap<string, TopicDefinition> = new Map(
  [...ALL, LAMBDA_FAILURES].map((topic) => [topic.name, topic]),
);

/** Every event topic, without dead-letter topics. */
export const eventTopics = (): readonly EventTopic[] => ALL;

const DEAD_LETTER_SUFFIX = '.dlq';

type DeadLetterTopic<Name extends string> = `${Name}${typeof DEAD_LETTER_SUFFIX}`;

/** The topic for records that a stage could not process, with their original bytes. */
export const deadLetterTopic = <Name extends string>(topic: Name): DeadLetterTopic<Name> =>
  `${topic}${DEAD_LETTER_SUFFIX}`;

export const isDeadLetterTopic = (topic: string): boolean => topic.endsWith(DEAD_LETTER_SUFFIX);

/** The original topic of a dead-letter topic. */
export const originalTopic = (deadLetters: string): string =>
  isDeadLetterTopic(deadLetters) ? deadLetters.slice(0, -DEAD_LETTER_SUFFIX.length) : deadLetters;

const deadLettersOf = (topic: EventTopic): TopicDefinition => ({
  ...topic,
  name: deadLetterTopic(topic.name),
  types: [],
  partitions: 1,
  retentionMs: 30 * DAY,
  // Room for the headers that a dead letter adds to a record of the maximum size.
  maxMessageBytes: topic.maxMessageBytes + 64 * 1_024,
});

/** Every topic with the settings to create it: each event topic, its dead-letter topic, and Lambda's failures. */
export const allTopics = (): readonly (TopicDefinition & { readonly deadLetters: boolean })[] => [
  ...ALL.flatMap((topic) => [
    { ...topic, deadLetters: false },
    { ...deadLettersOf(topic), deadLetters: true },
  ]),
  { ...LAMBDA_FAILURES, deadLetters: false },
];

/** @throws AlphaPandaError `UNKNOWN_TOPIC` for a name that is not in the registry. */
export const topicDefinition = (name: string): TopicDefinition => {
  const topic = BY_NAME.get(name);
  if (topic === undefined) {
    throw new AlphaPandaError(
      'UNKNOWN_TOPIC',
      `topic "${name}" is not in the registry; it has ${[...BY_NAME.keys()].join(', ')}`,
    );
  }
  return topic;
};
