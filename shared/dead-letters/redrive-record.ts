import * as z from 'zod';
import type { EventOf } from '../events/envelope.ts';
import { readersOf } from '../events/pipeline.ts';
import type { Item } from '../ports/item.ts';
import { redriveRecordsOf } from '../ports/tables.ts';
import type { DeadLetter } from './dead-letter.ts';

/**
 * That a dead letter was put back is an item of its own: the letter's is written again whenever the stage that records
 * letters does not know whether it was, and a mark in it would be gone. Beside the bytes it would double what the
 * redriver's outbox has to hold, too.
 */
const mark = z.object({
  /** The letter that was put back: another one may tell of the same record. */
  letter_id: z.string(),
  record_timestamp: z.number(),
  redriven_at: z.string(),
  redriven_by: z.string(),
  redrive_event_id: z.string(),
});

export type RedriveRecord = z.infer<typeof mark>;

type WithRedrive = Pick<
  DeadLetter,
  'topic' | 'dead_letter_id' | 'stage' | 'original_partition' | 'original_offset'
>;

/**
 * Where the mark of a letter is. It is that of a record and a stage, as far as the letter knows them: a stage may give
 * a record up twice, where it was set back or where Lambda gave up what it had given up itself, and would count twice
 * what is put back for both letters.
 */
export const redriveRecordKey = ({
  topic,
  dead_letter_id,
  stage,
  original_partition,
  original_offset,
}: WithRedrive) => {
  // A header may say anything, and a key is short.
  const reader = readersOf(topic).find((name) => name === stage);
  return {
    topic: redriveRecordsOf(topic),
    dead_letter_id:
      reader === undefined || original_partition === undefined || original_offset === undefined
        ? dead_letter_id
        : `${reader}/${original_partition}@${original_offset}`,
  };
};

/** Tells a record from one that had its place before its topic was deleted and made anew. */
const recordTimestamp = (letter: DeadLetter): number =>
  letter.original_timestamp ?? letter.dead_letter_timestamp;

/**
 * Seconds that a mark outlives its letter. Another letter of its record can be a month younger, as long as topics keep
 * records, and items go up to some days after they expire, in any order.
 */
const OUTLIVES = 60 * 24 * 60 * 60;

/** The mark that a command leaves. */
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

/** The mark in an item if it is of this letter's record, not of one that had its place before. */
export const redriveRecordFor = (letter: DeadLetter, item: Item | undefined): RedriveRecord | undefined => {
  const { data } = mark.safeParse(item);
  return data?.record_timestamp === recordTimestamp(letter) ? data : undefined;
};
