import * as z from 'zod';
import { AlphaPandaError } from '../../shared/errors.ts';
import type { SessionEvent } from '../../shared/events/types.ts';
import { noCalendar, sessionsOf } from '../../shared/market/calendar.ts';
import { istDay, MINUTE_MS, weekday } from '../../shared/market/ist.ts';
import { sessionMomentsBetween } from '../../shared/market/session-moments.ts';

/** The event of the function. */
const request = z.strictObject({
  /** For a person who repairs an outage: the time from which moments are sent again. */
  since: z.iso.datetime({ offset: true }).optional(),
});

/**
 * Each run sends the moments of the last hour. The engine takes each once, so the runs of an hour repair those that failed.
 * An hour has fewer moments than the engine remembers.
 */
const WINDOW_MS = 60 * MINUTE_MS;

/**
 * The moments of trading days that are due.
 * @param now Epoch milliseconds
 * @throws AlphaPandaError `NO_CALENDAR` on a weekday of a year whose calendar is not known: no position would expire
 */
export const dueMoments = (event: unknown, now: number, ownMinutes: number): readonly SessionEvent[] => {
  const { since } = request.parse(event ?? {});
  const today = istDay(now);
  const isWeekday = weekday(today) !== 0 && weekday(today) !== 6;
  if (isWeekday && sessionsOf('NSE', today) === undefined) {
    throw new AlphaPandaError('NO_CALENDAR', noCalendar('NSE', today));
  }
  return sessionMomentsBetween(since === undefined ? now - WINDOW_MS : Date.parse(since), now, ownMinutes);
};
