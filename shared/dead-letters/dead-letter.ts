import * as z from 'zod';
import { readersOf } from '../events/pipeline.ts';
import { redriveOf } from '../kernel/redrive.ts';
import type { Item } from '../ports/item.ts';
import type { KafkaRecord } from '../ports/record.ts';

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'is not bytes');

/** Sorts like the log: partition and offset on the dead-letter topic, padded with zeros. */
export const deadLetterIdPattern = /^\d{5}@\d{16}$/;

/** An item of the dead-letters table, as `item.ts` makes it. */
const deadLetter = z.object({
  topic: z.string(),
  dead_letter_id: z.string().regex(deadLetterIdPattern),
  reason: z.string(),
  error: z.string().optional(),
  stage: z.string().optional(),
  function_arn: z.string().optional(),
  attempts: z.int().optional(),
  redrive_of: z.string().optional(),
  original_partition: z.int().optional(),
  original_offset: z.int().optional(),
  original_timestamp: z.number().optional(),
  dead_letter_topic: z.string(),
  dead_letter_partition: z.int(),
  dead_letter_offset: z.int(),
  dead_letter_timestamp: z.number(),
  key: bytes.optional(),
  value: bytes.optional(),
  headers: z.array(z.object({ name: z.string(), value: bytes })).optional(),
  value_omitted: z.literal(true).optional(),
  record_bytes: z.int().optional(),
  expires_at: z.int().optional(),
});

export type DeadLetter = z.infer<typeof deadLetter>;

/** The dead letter in an item; undefined where the item is none. */
export const parseDeadLetter = (item: Item | undefined): DeadLetter | undefined =>
  deadLetter.safeParse(item).data;

/** `{topic}/{dead_letter_id}`: the one name of a dead letter. */
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

/** Why a dead letter cannot be put back. */
export interface Refusal {
  readonly code: (typeof REFUSALS)[number];
  readonly why: string;
}

const toBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The record's own headers, as Kafka has them. */
export const headersOf = ({ headers = [] }: DeadLetter): KafkaRecord['headers'] =>
  headers.map(({ name, value }) => [name, toBuffer(value)] as const);

/** The stage that takes a dead letter when it is put back, or why it cannot be. */
export const redrivable = (letter: DeadLetter): { readonly stage: string } | Refusal => {
  if (letter.value_omitted === true) {
    return {
      code: 'BYTES_OMITTED',
      why: `it has ${letter.record_bytes} bytes, more than an item holds: they are on ${letter.dead_letter_topic}, partition ${letter.dead_letter_partition}, offset ${letter.dead_letter_offset}`,
    };
  }
  if (letter.function_arn !== undefined && letter.original_offset === undefined) {
    return {
      code: 'RECORD_UNKNOWN',
      why: 'what Lambda says of it does not hold the record: fetch that from its topic',
    };
  }
  const readers = readersOf(letter.topic);
  if (letter.stage === undefined || !readers.includes(letter.stage)) {
    return {
      code: 'STAGE_UNKNOWN',
      why: `${letter.stage === undefined ? 'it does not say which stage gave it up' : `"${letter.stage.slice(0, 80)}" gave it up`}, and ${letter.topic} is read by ${readers.join(', ') || 'nobody'}: nobody would take it`,
    };
  }
  if (letter.reason === 'DUPLICATE_ID') {
    // Its stage remembers a few ids only; once this one is forgotten it would count the record as a new one.
    return {
      code: 'DUPLICATE_ID',
      why: `${letter.stage} had taken its id already, with other content: what is meant has to be sent again with an id of its own`,
    };
  }
  const before = redriveOf({ topic: letter.topic, headers: headersOf(letter) });
  if (before !== undefined && before.for !== letter.stage) {
    // Its stage would take it a second time: it had the record when that first stood on the topic.
    return {
      code: 'FOR_ANOTHER_STAGE',
      why: `it had been put back for ${before.for.slice(0, 80)}, and ${letter.stage} only had to pass it over`,
    };
  }
  return { stage: letter.stage };
};
