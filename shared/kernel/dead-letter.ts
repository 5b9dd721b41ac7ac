import { AlphaPandaError, messageOf } from '../errors.ts';
import { ORIGIN_HEADER } from '../events/origin.ts';
import { deadLetterTopic } from '../events/topics.ts';
import type { KafkaRecord, OutgoingRecord } from '../ports/record.ts';

/**
 * Headers of a dead letter beside the record's own. Key, value and headers of the record are kept byte for byte, so that
 * it can be read, repaired and sent again. Only its origin moves to `originalOrigin`.
 */
export const DEAD_LETTER_HEADERS = {
  reason: 'dead-letter-reason',
  error: 'dead-letter-error',
  stage: 'dead-letter-stage',
  attempts: 'dead-letter-attempts',
  topic: 'dead-letter-topic',
  partition: 'dead-letter-partition',
  offset: 'dead-letter-offset',
  timestamp: 'dead-letter-timestamp',
  originalOrigin: 'dead-letter-original-origin',
} as const;

const MAX_ERROR_LENGTH = 1_000;

/** The error text of a dead letter. */
export const errorOf = (thrown: unknown): string => messageOf(thrown).slice(0, MAX_ERROR_LENGTH);

/** The code under which a record was given up. */
export const reasonOf = (thrown: unknown): string =>
  thrown instanceof AlphaPandaError ? thrown.code : 'STAGE_THREW';

/** The record for its topic's `.dlq`, with the stage that gave it up, the reason, and its place. */
export const deadLetterOf = (
  record: KafkaRecord,
  stage: string,
  thrown: unknown,
  origin: string,
): OutgoingRecord => {
  const original = record.headers.map(([name, value]) =>
    name === ORIGIN_HEADER
      ? ([DEAD_LETTER_HEADERS.originalOrigin, value] as const)
      : ([name, value] as const),
  );
  return {
    topic: deadLetterTopic(record.topic),
    key: record.key,
    value: record.value,
    headers: [
      ...original,
      [DEAD_LETTER_HEADERS.reason, reasonOf(thrown)],
      [DEAD_LETTER_HEADERS.error, errorOf(thrown)],
      [DEAD_LETTER_HEADERS.stage, stage],
      // A poison record fails the same way every time, so it is tried once.
      [DEAD_LETTER_HEADERS.attempts, '1'],
      [DEAD_LETTER_HEADERS.topic, record.topic],
      [DEAD_LETTER_HEADERS.partition, String(record.partition)],
      [DEAD_LETTER_HEADERS.offset, String(record.offset)],
      [DEAD_LETTER_HEADERS.timestamp, String(record.timestamp)],
      [ORIGIN_HEADER, origin],
    ],
  };
};
