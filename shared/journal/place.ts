import * as z from 'zod';
import { decodeCursor } from '../http/cursor.ts';
import { istDate } from '../market/calendar.ts';
import { ProblemError } from '../ports/problems.ts';
import { daysBack, LOOK_BACK_DAYS } from './lists.ts';

/** An entry of a list: what a cursor holds. Which list it is of, its route says. */
export const listPlace = z.strictObject({
  day: z.iso.date(),
  /** As the journal's stage writes them: the time, the event's id, a digest. */
  entry: z.string().regex(/^\d{4}-[0-9TZ:.-]{1,24}#[0-9a-f-]{36}#[0-9a-f]{8}$/),
});

export type ListPlace = z.infer<typeof listPlace>;

/** Which days a request reads, newest first, and where in the first of them it begins. */
export interface ListSpan {
  readonly days: readonly string[];
  readonly place: ListPlace | undefined;
}

/**
 * One day where the request names it, otherwise the last `LOOK_BACK_DAYS` up to today in India; from the cursor's day
 * on where there is a cursor.
 * @param now Epoch milliseconds.
 * @throws ProblemError `INVALID_CURSOR` for a place that the request cannot have come to
 */
export const listSpan = (
  { date, cursor }: { readonly date?: string | undefined; readonly cursor?: string | undefined },
  now: number,
): ListSpan => {
  const days = date === undefined ? daysBack(istDate(now), LOOK_BACK_DAYS) : [date];
  if (cursor === undefined) return { days, place: undefined };
  const place = decodeCursor(cursor, listPlace);
  const [newest = place.day] = days;
  if (place.day > newest || (date !== undefined && place.day !== date)) {
    throw new ProblemError('INVALID_CURSOR', 'the cursor is of another list, or of another date', {
      fields: [{ field: 'query.cursor', problem: 'is not a cursor of this list' }],
    });
  }
  return { days: days.filter((day) => day <= place.day), place };
};
