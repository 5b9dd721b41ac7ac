import * as z from 'zod';
import { redrivable } from '../../../shared/dead-letters/dead-letter.ts';
import { bytesOf, type WithRedrive } from './find-dead-letters.ts';

/** What a dead letter says of itself, without its bytes. */
export const deadLetterSummary = z.strictObject({
  topic: z.string(),
  dead_letter_id: z.string(),
  dead_lettered_at: z.string().optional().describe('When it was given up, ISO 8601 UTC'),
  reason: z.string().describe("The code of an error of ours, or Lambda's word"),
  error: z.string().optional(),
  stage: z.string().optional().describe('Who gave it up; absent where nobody can tell'),
  function_arn: z.string().optional().describe('Where Lambda gave it up'),
  attempts: z.int().optional(),
  original_partition: z.int().optional(),
  original_offset: z.int().optional(),
  original_timestamp: z.string().optional(),
  bytes: z.int().describe('Of the record: key, value and headers'),
  redrive_of: z
    .string()
    .optional()
    .describe('`{topic}/{dead_letter_id}` of one that was put back and failed again'),
  redriven: z
    .strictObject({ at: z.string(), by: z.string(), event_id: z.string() })
    .optional()
    .describe('Present where it was put back: when that was asked for, by whom, and by which event'),
  not_redrivable: z
    .strictObject({ code: z.string(), why: z.string() })
    .optional()
    .describe('Present where it cannot be put back'),
});

export type DeadLetterSummary = z.infer<typeof deadLetterSummary>;

const YEAR_10000 = 253_402_300_800_000;

/** A record's time is whatever its producer says. */
export const isoOf = (milliseconds: number | undefined): string | undefined =>
  milliseconds !== undefined && milliseconds >= 0 && milliseconds < YEAR_10000
    ? new Date(milliseconds).toISOString()
    : undefined;

export const summaryOf = ({ letter, mark }: WithRedrive): DeadLetterSummary => {
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
    redriven: mark && { at: mark.redriven_at, by: mark.redriven_by, event_id: mark.redrive_event_id },
    not_redrivable: 'code' in taker ? { code: taker.code, why: taker.why } : undefined,
  };
};
