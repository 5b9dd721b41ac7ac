import { lambdaFailureIn } from '../../functions/dead-letters/lambda-failure.ts';
import { PoisonError } from '../../shared/errors.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { ORIGIN_HEADER } from '../../shared/events/origin.ts';
import { isDeadLetterTopic, LAMBDA_FAILURES, originalTopic } from '../../shared/events/topics.ts';
import { DEAD_LETTER_HEADERS } from '../../shared/kernel/dead-letter.ts';
import { eventOf } from '../../shared/kernel/decoded.ts';
import { headerOf, type KafkaRecord } from '../../shared/ports/record.ts';
import type { ReplaySummary } from './replay-summary.ts';

/** Hears every event. `isNew` is false for a repeat and for an event that does not count. */
export type OnEvent = (topic: string, event: Envelope, isNew: boolean) => void;

/** A stage adds its reason after the record's own headers. */
const reasonOf = (record: KafkaRecord): string =>
  record.headers.findLast(([name]) => name === DEAD_LETTER_HEADERS.reason)?.[1].toString() ?? 'UNEXPLAINED';

/** The event of a record. Undefined where every stage refuses the record, which then has dead letters. */
const acceptable = (record: KafkaRecord): Envelope | undefined => {
  try {
    return eventOf(record);
  } catch (thrown) {
    if (thrown instanceof PoisonError) return undefined;
    throw thrown;
  }
};

/** Adds the records of all topics to a summary. Repeats count once; records that every stage refuses do not count. */
export const summarizeRecords = (
  summary: ReplaySummary,
  onEvent: OnEvent,
): ((record: KafkaRecord) => void) => {
  const letters = new Set<string>();
  return (record) => {
    if (record.topic === LAMBDA_FAILURES.name) {
      const topic = lambdaFailureIn(record.value)?.record?.topic ?? record.topic;
      summary.deadLetter(topic, 'GIVEN_UP_BY_LAMBDA');
      return;
    }
    if (!isDeadLetterTopic(record.topic)) {
      const event = acceptable(record);
      if (event !== undefined) onEvent(record.topic, event, summary.event(event));
      return;
    }
    const id =
      headerOf(record, ORIGIN_HEADER)?.toString() ?? `${record.topic} ${record.partition} ${record.offset}`;
    if (letters.has(id)) return;
    letters.add(id);
    summary.deadLetter(originalTopic(record.topic), reasonOf(record));
  };
};
