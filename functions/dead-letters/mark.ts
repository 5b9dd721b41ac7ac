import * as z from 'zod';
import { redriveMarksOf } from '../../shared/dynamo/tables.ts';
import type { EventOf } from '../../shared/events/envelope.ts';
import type { Item } from '../../shared/kernel/stage.ts';
import type { DeadLetter } from './letter.ts';

/**
 * That a dead letter was put back is an item of its own: the letter's is written again whenever the stage that records
 * letters does not know whether it was, and a mark in it would be gone. Beside the bytes it would double what the
 * redriver's outbox has to hold, too.
 */
const mark = z.object({
  topic: z.string(),
  dead_letter_id: z.string(),
  dead_letter_timestamp: z.number(),
  redriven_at: z.string(),
  redriven_by: z.string(),
  redrive_event_id: z.string(),
});

export type Mark = z.infer<typeof mark>;

export const markKey = ({ topic, dead_letter_id }: Pick<DeadLetter, 'topic' | 'dead_letter_id'>) => ({
  topic: redriveMarksOf(topic),
  dead_letter_id,
});

/** Seconds that a mark outlives its letter: items go up to some days after they expire, in any order. */
const OUTLIVES = 30 * 24 * 60 * 60;

/** The mark that a command leaves. Two letters have one id only where their topic was deleted and made anew. */
export const markItem = (letter: DeadLetter, command: EventOf<'redrive_requested'>): Item => ({
  ...markKey(letter),
  dead_letter_timestamp: letter.dead_letter_timestamp,
  redriven_at: command.data.timestamp,
  redriven_by: command.data.actor.user_id,
  redrive_event_id: command.id,
  ...(command.data.reason !== undefined && { redrive_reason: command.data.reason }),
  ...(letter.expires_at !== undefined && { expires_at: letter.expires_at + OUTLIVES }),
});

/** The mark in an item if it is this letter's, not that of one that had its id before. */
export const markFor = (letter: DeadLetter, item: Item | undefined): Mark | undefined => {
  const { data } = mark.safeParse(item);
  return data?.dead_letter_timestamp === letter.dead_letter_timestamp ? data : undefined;
};
