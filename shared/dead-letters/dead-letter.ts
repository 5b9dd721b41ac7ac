import * as z from 'zod';
import { DEAD_LETTER_ID } from '../events/data/operator.ts';
import { readersOf } from '../events/pipeline.ts';
import { redriveOf } from '../kernel/redrive.ts';
import type { Item } from '../ports/item.ts';
import type { KafkaRecord } from '../ports/record.ts';

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'is not bytes');

/** An item of the dead-letters table, as `item.ts` creates it. */
const deadLetter = z.object({
  topic: z.string(),
  dead_letter_id: z.string().regex(DEAD_LETTER_ID),
  reason: z.string(),
  error: z.string().optional(),
  stage: z.string().optional(),
  function_arn: z.string().optional(),
  attempts: z.int().optional(),
  redrive_of: z.string().optional(),
  original_partition: z.int().optional(),
  original_offset: z.int().optional(),
  original_timestamp: z.number().optional(),
  /** Its position on another topic; absent if a stage wrote the item, which does not know the position. */
  dead_letter_topic: z.string().optional(),
  dead_letter_partition: z.int().optional(),
  dead_letter_offset: z.int().optional(),
  dead_letter_timestamp: z.number(),
  key: bytes.optional(),
  value: bytes.optional(),
  headers: z.array(z.object({ name: z.string(), value: bytes })).optional(),
  value_omitted: z.literal(true).optional(),
  record_bytes: z.int().optional(),
  expires_at: z.int().optional(),
});

export type DeadLetter = z.infer<typeof deadLetter>;

/** The dead letter in an item; undefined if the item is not one. */
export const parseDeadLetter = (item: Item | undefined): DeadLetter | undefined =>
  deadLetter.safeParse(item).data;

/** A position in the log of a dead letter's record: on a topic of dead letters if known, otherwise on its own topic. */
export const recordPlace = (letter: DeadLetter) =>
  letter.dead_letter_topic === undefined
    ? { topic: letter.topic, partition: letter.original_partition, offset: letter.original_offset }
    : {
        topic: letter.dead_letter_topic,
        partition: letter.dead_letter_partition,
        offset: letter.dead_letter_offset,
      };

/** `{topic}/{dead_letter_id}`: the unique name of a dead letter. */
export const deadLetterName = ({
  topic,
  dead_letter_id,
}: Pick<DeadLetter, 'topic' | 'dead_letter_id'>): string => `${topic}/${dead_letter_id}`;

export const REFUSALS = [
  'BYTES_OMITTED',
  'RECORD_UNKNOWN',
  'STAGE_UNKNOWN',
  'FOR_ANOTHER_STAGE',
  'DUPLICATE_ID',
] as const;

/** Why a dead letter cannot be redriven. */
export interface Refusal {
  readonly code: (typeof REFUSALS)[number];
  readonly why: string;
}

const toBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The headers of the original record. */
export const headersOf = ({ headers = [] }: DeadLetter): KafkaRecord['headers'] =>
  headers.map(({ name, value }) => [name, toBuffer(value)] as const);

const placeText = (letter: DeadLetter): string => {
  const { topic, partition, offset } = recordPlace(letter);
  return `${topic}, partition ${partition}, offset ${offset}`;
};

/** The stage that will process a redriven dead letter, or the reason why it cannot be redriven. */
export const redrivable = (letter: DeadLetter): { readonly stage: string } | Refusal => {
  if (letter.value_omitted === true) {
    return {
      code: 'BYTES_OMITTED',
      why: `its ${letter.record_bytes} bytes exceed an item: read them from ${placeText(letter)}`,
    };
  }
  if (letter.function_arn !== undefined && letter.original_offset === undefined) {
    return {
      code: 'RECORD_UNKNOWN',
      why: "Lambda's failure message does not contain the record: read it from its topic",
    };
  }
  const readers = readersOf(letter.topic);
  if (letter.stage === undefined || !readers.includes(letter.stage)) {
    return {
      code: 'STAGE_UNKNOWN',
      why: `${letter.stage === undefined ? 'it names no stage' : `its stage is "${letter.stage.slice(0, 80)}"`}, and the readers of ${letter.topic} are ${readers.join(', ') || 'none'}: no stage would process it`,
    };
  }
  if (letter.reason === 'DUPLICATE_ID') {
    // The stage remembers only recent ids. Later it would count the record as new.
    return {
      code: 'DUPLICATE_ID',
      why: `${letter.stage} already processed another event with its id: publish the event again with a new id`,
    };
  }
  const before = redriveOf({ topic: letter.topic, headers: headersOf(letter) });
  if (before !== undefined && before.for !== letter.stage) {
    // Its stage already processed the original record and would process it twice.
    return {
      code: 'FOR_ANOTHER_STAGE',
      why: `it was redriven for ${before.for.slice(0, 80)}, which ${letter.stage} should have skipped`,
    };
  }
  return { stage: letter.stage };
};
