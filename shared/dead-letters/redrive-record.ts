import * as z from 'zod';
import type { EventOf } from '../events/envelope.ts';
import { readersOf } from '../events/pipeline.ts';
import type { Item } from '../ports/item.ts';
import { redriveRecordsOf } from '../ports/tables.ts';
import type { DeadLetter } from './dead-letter.ts';

/**
 * A redrive is recorded in an item of its own. The dead-letters stage may write its item again, which would erase an
 * attribute there. The item's bytes would also double the size of the redriver's outbox.
 */
const redriveRecord = z.object({
  /** The redriven dead letter; another one may hold the same record. */
  letter_id: z.string(),
  record_timestamp: z.number(),
  redriven_at: z.string(),
  redriven_by: z.string(),
  redrive_event_id: z.string(),
});

export type RedriveRecord = z.infer<typeof redriveRecord>;

type Place = Pick<
  DeadLetter,
  'topic' | 'dead_letter_id' | 'stage' | 'original_partition' | 'original_offset'
>;

/**
 * The key of a dead letter's redrive record. It identifies the original record and its stage, if known: a stage may
 * dead-letter one record twice, after an offset reset or together with Lambda, and must not process both redrives.
 */
export const redriveRecordKey = ({
  topic,
  dead_letter_id,
  stage,
  original_partition,
  original_offset,
}: Place) => {
  // A header may hold any text, and a key is short.
  const reader = readersOf(topic).find((name) => name === stage);
  return {
    topic: redriveRecordsOf(topic),
    dead_letter_id:
      reader === undefined || original_partition === undefined || original_offset === undefined
        ? dead_letter_id
        : `${reader}/${original_partition}@${original_offset}`,
  };
};

/** Distinguishes a record from one at the same offset before its topic was deleted and created again. */
const recordTimestamp = (letter: DeadLetter): number =>
  letter.original_timestamp ?? letter.dead_letter_timestamp;

/**
 * Seconds that a redrive record outlives its dead letter. Another dead letter of the record can be a month younger, the
 * retention of topics, and DynamoDB deletes expired items days later in any order.
 */
const OUTLIVES = 60 * 24 * 60 * 60;

/** The item that a redrive command writes. */
export const redriveRecordItem = (letter: DeadLetter, command: EventOf<'redrive_requested'>): Item => ({
  ...redriveRecordKey(letter),
  letter_id: letter.dead_letter_id,
  record_timestamp: recordTimestamp(letter),
  dead_letter_timestamp: letter.dead_letter_timestamp,
  redriven_at: command.data.timestamp,
  redriven_by: command.data.actor.user_id,
  redrive_event_id: command.id,
  ...(command.data.reason !== undefined && { redrive_reason: command.data.reason }),
  ...(letter.expires_at !== undefined && { expires_at: letter.expires_at + OUTLIVES }),
});

/** The redrive record in an item, if it belongs to this record and not to an earlier one at its offset. */
export const redriveRecordFor = (letter: DeadLetter, item: Item | undefined): RedriveRecord | undefined => {
  const { data } = redriveRecord.safeParse(item);
  return data?.record_timestamp === recordTimestamp(letter) ? data : undefined;
};
