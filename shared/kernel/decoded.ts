import { PoisonError } from '../errors.ts';
import { decodeEvent } from '../events/decode.ts';
import type { Envelope } from '../events/envelope.ts';
import { ORIGIN_HEADER, type Origin, parseOrigin } from '../events/origin.ts';
import { topicDefinition } from '../events/topics.ts';
import { headerOf, type KafkaRecord } from '../ports/record.ts';
import type { Stage } from './stage.ts';

/** A record with its input for a stage. A poison record has the reason instead. */
export interface Decoded<Input> {
  readonly record: KafkaRecord;
  readonly input?: Input;
  readonly poison?: unknown;
}

/**
 * The event of a record on an event topic.
 * @throws PoisonError also for a valid event on the wrong topic: `WRONG_TYPE`, `WRONG_BROKER`.
 */
export const eventOf = (record: Pick<KafkaRecord, 'topic' | 'value'>): Envelope => {
  const event = decodeEvent(record.value);
  const topic = topicDefinition(record.topic);
  if (event.broker !== topic.broker) {
    throw new PoisonError(
      'WRONG_BROKER',
      `an event of broker "${event.broker}" is on ${topic.name}, which is for "${topic.broker}"`,
    );
  }
  if (!topic.types.includes(event.type)) {
    throw new PoisonError(
      'WRONG_TYPE',
      `${event.type} is on ${topic.name}, which carries ${topic.types.join(', ')}`,
    );
  }
  return event;
};

/** The origin of an emission; undefined for feeds, outside producers and anything that is not an origin. */
export const originOf = (record: Pick<KafkaRecord, 'headers'>): Origin | undefined => {
  const header = headerOf(record, ORIGIN_HEADER);
  return header === undefined ? undefined : parseOrigin(header.toString('utf8'));
};

/** Decodes a record for a stage. It never throws: the result has the defect of the record. */
export const decodeFor = <State, Context, Input>(
  stage: Stage<State, Context, Input>,
  record: KafkaRecord,
  found?: PoisonError,
): Decoded<Input> => {
  const defect = found ?? record.defect;
  try {
    // A stage that takes raw records also takes undecodable ones: the reader of dead letters must.
    if (defect !== undefined && stage.decode === undefined) return { record, poison: defect };
    const input = stage.decode === undefined ? (eventOf(record) as Input) : stage.decode(record);
    return { record, input };
  } catch (poison) {
    return { record, poison };
  }
};
