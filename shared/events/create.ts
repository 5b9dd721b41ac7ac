import type { Envelope, EventOf } from './envelope.ts';
import { ALPHA_PANDA, derivedId, type Uuid, uuidV5 } from './ids.ts';
import { partitionKey } from './partition-key.ts';
import type { TopicDefinition } from './topics.ts';
import { EVENT_VERSION, type EventData, type EventType, type MarketTick } from './types.ts';

/** The root of a trace: it causes itself. */
export const createEvent = <T extends EventType>(
  topic: TopicDefinition,
  type: T,
  data: EventData[T],
  root: { readonly id: Uuid; readonly ts: string; readonly source: string },
): EventOf<T> => ({
  id: root.id,
  correlation_id: root.id,
  causation_id: null,
  broker: topic.broker,
  type,
  ts: root.ts,
  key: partitionKey(topic.key, topic.broker, data),
  source: root.source,
  version: EVENT_VERSION,
  data,
});

/** An event that a stage emits because of another event. Its id, time and key follow from the cause. */
export const childOf = <T extends EventType>(
  cause: Envelope,
  stage: string,
  index: number,
  topic: TopicDefinition,
  type: T,
  data: EventData[T],
): EventOf<T> => ({
  id: derivedId(cause.id, stage, index),
  correlation_id: cause.correlation_id,
  causation_id: cause.id,
  broker: topic.broker,
  type,
  ts: cause.ts,
  key: partitionKey(topic.key, topic.broker, data),
  source: stage,
  version: EVENT_VERSION,
  data,
});

/**
 * A tick's id follows from its content, so two feeds give the same tick the same id.
 * @param repeat how many ticks before it have the same instrument, time, price and volume: on a clock of whole seconds they
 *   are trades of their own
 */
export const tickId = (tick: MarketTick, repeat = 0): Uuid => {
  const content = `${tick.instrument_token}|${tick.timestamp}|${tick.last_price}|${tick.volume_traded ?? ''}`;
  return uuidV5(ALPHA_PANDA, repeat === 0 ? content : `${content}|${repeat}`);
};
