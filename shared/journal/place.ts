import * as z from 'zod';
import { decodeCursor } from '../http/cursor.ts';
import { istDate } from '../market/ist.ts';
import { ProblemError } from '../ports/problems.ts';
import { daysBack, LOOK_BACK_DAYS } from './lists.ts';

/** The last entry of a page, stored in the cursor. The route names the list. */
export const listPlace = z.strictObject({
  day: z.iso.date(),
  /** Sort key of the journal: time, event id, digest. */
  entry: z.string().regex(/^\d{4}-[0-9TZ:.-]{1,24}#[0-9a-f-]{36}#[0-9a-f]{8}$/),
});

export type ListPlace = z.infer<typeof listPlace>;

/** The days that a request reads, newest first, and the start in the first of them. */
export interface ListSpan {
  readonly days: readonly string[];
  readonly place: ListPlace | undefined;
}

/**
 * The requested day, or the last `LOOK_BACK_DAYS` in India. A cursor continues on its day.
 * @param now Epoch milliseconds.
 * @throws ProblemError `INVALID_CURSOR` for a place outside the requested days
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
    throw new ProblemError('INVALID_CURSOR', 'the cursor belongs to another list or date', {
      fields: [{ field: 'query.cursor', problem: 'is not a cursor of this list' }],
    });
  }
  return { days: days.filter((day) => day <= place.day), place };
};
