import * as z from 'zod';
import { redrivable } from '../../../shared/dead-letters/dead-letter.ts';
import { bytesOf, type WithRedrive } from './find-dead-letters.ts';

/** A dead letter without its bytes. */
export const deadLetterSummary = z.strictObject({
  topic: z.string(),
  dead_letter_id: z.string(),
  dead_lettered_at: z.string().optional().describe('Time of the dead letter, ISO 8601 UTC'),
  reason: z.string().describe("Error code of the stage, or Lambda's condition"),
  error: z.string().optional(),
  stage: z.string().optional().describe('Stage that rejected the record; absent if unknown'),
  function_arn: z.string().optional().describe('Function whose event source discarded the record'),
  attempts: z.int().optional(),
  original_partition: z.int().optional(),
  original_offset: z.int().optional(),
  original_timestamp: z.string().optional(),
  bytes: z.int().describe('Size of the record: key, value and headers'),
  redrive_of: z
    .string()
    .optional()
    .describe('`{topic}/{dead_letter_id}` of the dead letter whose redrive failed'),
  redriven: z
    .strictObject({ at: z.string(), by: z.string(), event_id: z.string() })
    .optional()
    .describe('Present if it was redriven: time, user and event of the request'),
  not_redrivable: z
    .strictObject({ code: z.string(), why: z.string() })
    .optional()
    .describe('Present if it cannot be redriven'),
});

export type DeadLetterSummary = z.infer<typeof deadLetterSummary>;

const YEAR_10000 = 253_402_300_800_000;

/** Producers set record times, so a time may be out of range. */
export const isoOf = (milliseconds: number | undefined): string | undefined =>
  milliseconds !== undefined && milliseconds >= 0 && milliseconds < YEAR_10000
    ? new Date(milliseconds).toISOString()
    : undefined;

export const summaryOf = ({ letter, redrive }: WithRedrive): DeadLetterSummary => {
  const taker = redrivable(letter);
  return {
    topic: letter.topic,
    dead_letter_id: letter.dead_letter_id,
    dead_lettered_at: isoOf(letter.dead_letter_timestamp),
    reason: letter.reason,
    error: letter.error,
    stage: letter.stage,
    function_arn: letter.function_arn,
    attempts: letter.attempts,
    original_partition: letter.original_partition,
    original_offset: letter.original_offset,
    original_timestamp: isoOf(letter.original_timestamp),
    bytes: bytesOf(letter),
    redrive_of: letter.redrive_of,
    redriven: redrive && {
      at: redrive.redriven_at,
      by: redrive.redriven_by,
      event_id: redrive.redrive_event_id,
    },
    not_redrivable: 'code' in taker ? { code: taker.code, why: taker.why } : undefined,
  };
};
