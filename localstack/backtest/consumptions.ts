import { STAGE_FUNCTIONS, type StageFunction } from '../../infra/service/stages.ts';
import { BROKERS } from '../../shared/events/brokers.ts';
import { consumerGroup, type StageKind } from '../../shared/events/pipeline.ts';
import { SHARED_TOPICS, topicsFor } from '../../shared/events/topics.ts';
import { LOCAL_GROUP_PREFIX } from '../local-only/stage.ts';
import type { Consumption } from '../watch/offsets.ts';

const perBroker = (topics: (broker: (typeof BROKERS)[number]) => readonly { readonly name: string }[]) =>
  BROKERS.flatMap((broker) => topics(broker).map(({ name }) => name));

/** The topics on which decisions travel, in the order in which one tick runs through them. */
const ROUTE: readonly (readonly string[])[] = [
  [SHARED_TOPICS.marketTicks.name],
  perBroker((broker) => [topicsFor(broker).signalsRaw]),
  perBroker((broker) => [topicsFor(broker).signalsValidated]),
  [
    ...perBroker((broker) => [topicsFor(broker).ordersFilled, topicsFor(broker).ordersFailed]),
    topicsFor('zerodha').ordersSubmitted.name,
  ],
];

/** Stages that only record what others have refused, and those that wait for a person. */
const RECORDERS: readonly StageKind[] = ['dead-letters', 'redriver'];

const consumptionsOf = (stage: StageFunction): readonly Consumption[] =>
  stage.consumes.map((topic) => ({ topic, group: consumerGroup(LOCAL_GROUP_PREFIX, stage.name, topic) }));

const deciding = (): readonly Consumption[] =>
  STAGE_FUNCTIONS.filter(({ folder }) => !RECORDERS.includes(folder)).flatMap(consumptionsOf);

const recording = (): readonly Consumption[] =>
  STAGE_FUNCTIONS.filter(({ folder }) => RECORDERS.includes(folder)).flatMap(consumptionsOf);

/** Every event source mapping of the local stage. */
export const allConsumptions = (): readonly Consumption[] => [...deciding(), ...recording()];

/** The mappings whose work decides what comes next, level by level: what lockstep waits for after a tick. */
export const decidingLevels = (): readonly (readonly Consumption[])[] => {
  const consumptions = deciding();
  const levels = ROUTE.map((topics) => consumptions.filter(({ topic }) => topics.includes(topic)));
  const rest = consumptions.filter(({ topic }) => !ROUTE.some((topics) => topics.includes(topic)));
  return [...levels, rest].filter((level) => level.length > 0);
};

/** All mappings, those that record last: what the end of a replay waits for. */
export const allLevels = (): readonly (readonly Consumption[])[] => [...decidingLevels(), recording()];
