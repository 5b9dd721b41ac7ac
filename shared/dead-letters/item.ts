import { expiryOf } from '../expiry.ts';
import { redriveOf } from '../kernel/redrive.ts';
import { digestOf } from '../kernel/skip.ts';
import type { Item } from '../ports/item.ts';
import type { KafkaRecord } from '../ports/record.ts';

/**
 * Maximum of key, value and headers together. An item holds 400 KB. A larger record stays on its topic.
 */
export const MAX_INLINE_BYTES = 256 * 1_024;

/** Size of a header without its bytes. */
const HEADER_OVERHEAD = 48;

const MAX_TEXT = 1_024;

/** The beginning of a text, for an item. It does not end within a character, which a table may refuse. */
export const short = (text: string): string => text.slice(0, MAX_TEXT).toWellFormed();

/** A record that was given up, with the stage and the reason. */
export interface Letter {
  readonly reason: string;
  readonly error: string | undefined;
  readonly stage: string | undefined;
  /** If Lambda gave it up: the stage of the function that failed. */
  readonly functionArn?: string | undefined;
  readonly attempts: number | undefined;
  /** Its position in the log, as far as known. */
  readonly partition: number | undefined;
  readonly offset: number | undefined;
  readonly timestamp: number | undefined;
  readonly record: Pick<KafkaRecord, 'key' | 'value' | 'headers'>;
}

const contentOf = ({ key, value, headers }: Letter['record']): Item => {
  const size = headers.reduce(
    (sum, [name, bytes]) => sum + Buffer.byteLength(name) + bytes.length + HEADER_OVERHEAD,
    (key?.length ?? 0) + (value?.length ?? 0),
  );
  if (size > MAX_INLINE_BYTES) return { value_omitted: true, record_bytes: size };
  // An absent key or value is left out, because it differs from an empty one.
  return {
    ...(key !== null && { key }),
    ...(value !== null && { value }),
    headers: headers.map(([name, bytes]) => ({ name, value: bytes })),
  };
};

/**
 * The key of a dead letter: the record's position, the stage that gave it up, and a digest. A repeated write has the
 * same key. A record at the same offset of a topic that was created again has another digest.
 */
export const deadLetterId = (
  { partition, offset }: Pick<KafkaRecord, 'partition' | 'offset'>,
  stage: string,
  record: Parameters<typeof digestOf>[0],
): string => `${logPlace(partition, offset)}@${stage}@${digestOf(record).toString(16).padStart(8, '0')}`;

/** Sorts like the log: partition and offset padded with zeros. */
export const logPlace = (partition: number, offset: number): string =>
  `${String(partition).padStart(5, '0')}@${String(offset).padStart(16, '0')}`;

/** The time of a dead letter, and how long it is kept. */
export interface Kept {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Undefined if the events are the clock: then the item does not expire. */
  readonly now: number | undefined;
  readonly retentionDays: number;
}

/** The item of a dead letter. */
export const letterItem = (
  topic: string,
  id: string,
  letter: Letter,
  { at, now, retentionDays }: Kept,
): Item => {
  const { reason, error, stage, functionArn, attempts, partition, offset, timestamp } = letter;
  const redrive = redriveOf({ topic, headers: letter.record.headers });
  return {
    topic,
    dead_letter_id: id,
    reason,
    ...(error !== undefined && { error }),
    ...(stage !== undefined && { stage }),
    ...(functionArn !== undefined && { function_arn: functionArn }),
    ...(attempts !== undefined && { attempts }),
    ...(partition !== undefined && { original_partition: partition }),
    ...(offset !== undefined && { original_offset: offset }),
    ...(timestamp !== undefined && { original_timestamp: timestamp }),
    // The dead letter that was redriven and became this one.
    ...(redrive !== undefined && { redrive_of: short(redrive.of) }),
    dead_letter_timestamp: at,
    ...contentOf(letter.record),
    ...expiryOf(at, now, retentionDays),
  };
};
