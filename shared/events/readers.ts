import { BROKERS, SCOPES, type Scope } from './brokers.ts';
import { eventTopics, redriveTopic, SHARED_TOPICS, type TopicDefinition, topicsFor } from './topics.ts';

/** The stage that sends a scope's dead letters again. */
export const redriverOf = (scope: Scope): string => `${scope}.redriver`;

const DECIDING: readonly (readonly [topic: TopicDefinition, readers: readonly string[]])[] = [
  [SHARED_TOPICS.marketTicks, ['price-recorder', 'strategy-runner']],
  ...BROKERS.flatMap((broker) => {
    const { signalsRaw, ordersFilled, ordersFailed } = topicsFor(broker);
    const [risk, portfolio] = [`${broker}.risk-manager`, `${broker}.portfolio-manager`];
    return [
      [signalsRaw, [risk]],
      [ordersFilled, [risk, portfolio]],
      [ordersFailed, [risk, portfolio]],
    ] as const;
  }),
  [topicsFor('paper').signalsValidated, ['paper.trading-engine']],
  [topicsFor('zerodha').ordersSubmitted, ['zerodha.portfolio-manager']],
  ...SCOPES.map((scope) => [redriveTopic(scope), [redriverOf(scope)]] as const),
];

const READERS: ReadonlyMap<string, readonly string[]> = new Map(
  eventTopics().map(({ name, broker }) => [
    name,
    [
      ...DECIDING.flatMap(([topic, readers]) => (topic.name === name ? readers : [])),
      ...(name === SHARED_TOPICS.marketTicks.name ? [] : [`${broker}.journal`]),
    ],
  ]),
);

/**
 * The stages that read a topic, by name: one of them gave up whatever is a dead letter of it. None for a name that is
 * not of an event topic. What is deployed says the same, which a test sees to.
 */
export const readersOf = (topic: string): readonly string[] => READERS.get(topic) ?? [];
