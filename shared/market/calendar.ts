import { AlphaPandaError } from '../errors.ts';
import { type SessionOptions, sessionsOf } from './calendar/sessions.ts';
import type { Segment } from './instrument.ts';
import { DAY_MS, dateOfDay, istDay, istMidnight } from './ist.ts';

export { isListedDay, type SessionOptions, sessionOptionsOf, sessionsOf } from './calendar/sessions.ts';
export type { TradingWindow } from './calendar/trading-window.ts';
export { istDate, istDay } from './ist.ts';

/** `no_calendar`: the hours of the day are not known, so nothing is said about it. */
export type MarketState = 'open' | 'closed' | 'no_calendar';

/** Whether a segment is in continuous trading at a moment in epoch milliseconds. */
export const marketState = (segment: Segment, at: number, options?: SessionOptions): MarketState => {
  const sessions = sessionsOf(segment, istDay(at), options);
  if (sessions === undefined) return 'no_calendar';
  const time = at - istMidnight(at);
  for (const { opens, closes } of sessions) if (time >= opens && time < closes) return 'open';
  return 'closed';
};

/** Whether a segment is known to be in continuous trading. False if the hours of the day are not known: see `marketState`. */
export const isOpen = (segment: Segment, at: number, options?: SessionOptions): boolean =>
  marketState(segment, at, options) === 'open';

/** Whether a segment has a session on a day (a day number of `istDay`); `undefined` if its hours are not known. */
export const isTradingDay = (segment: Segment, day: number): boolean | undefined => {
  const sessions = sessionsOf(segment, day);
  return sessions === undefined ? undefined : sessions.length > 0;
};

/** No segment closes for longer than this; a longer search means that the calendar is wrong. */
const MAX_CLOSED_DAYS = 31;

/** A stretch of continuous trading, in epoch milliseconds. `closesAt` is the first closed moment. */
export interface Session {
  readonly opensAt: number;
  readonly closesAt: number;
}

/**
 * The session that is open at a moment in epoch milliseconds, else the next one; `undefined` if it is not in the
 * calendars that are known.
 */
export const currentOrNextSession = (
  segment: Segment,
  at: number,
  options?: SessionOptions,
): Session | undefined => {
  const today = istDay(at);
  for (let day = today; day <= today + MAX_CLOSED_DAYS; day += 1) {
    const sessions = sessionsOf(segment, day, options);
    if (sessions === undefined) return undefined;
    const midnight = istMidnight(at) + (day - today) * DAY_MS;
    for (const { opens, closes } of sessions) {
      if (midnight + closes > at) return { opensAt: midnight + opens, closesAt: midnight + closes };
    }
  }
  return undefined;
};

/**
 * The first moment at or after `at` at which the segment is open, in epoch milliseconds; `undefined` if it is not in the
 * calendars that are known.
 */
export const nextOpen = (segment: Segment, at: number, options?: SessionOptions): number | undefined => {
  const session = currentOrNextSession(segment, at, options);
  return session === undefined ? undefined : Math.max(at, session.opensAt);
};

/**
 * The first moment after `at` at which the segment closes, in epoch milliseconds; `undefined` if it is not in the calendars
 * that are known.
 */
export const nextClose = (segment: Segment, at: number, options?: SessionOptions): number | undefined =>
  currentOrNextSession(segment, at, options)?.closesAt;

/** The day itself if the segment trades on it, else the last such day before it; `undefined` without a calendar. */
export const lastTradingDayOnOrBefore = (segment: Segment, day: number): number | undefined => {
  for (let before = day; before >= day - MAX_CLOSED_DAYS; before -= 1) {
    const trades = isTradingDay(segment, before);
    if (trades === undefined) return undefined;
    if (trades) return before;
  }
  return undefined;
};

/** The first day after a day on which the segment trades; `undefined` if it is not in the calendars that are known. */
export const nextTradingDay = (segment: Segment, day: number): number | undefined => {
  for (let after = day + 1; after <= day + MAX_CLOSED_DAYS; after += 1) {
    const trades = isTradingDay(segment, after);
    if (trades === undefined) return undefined;
    if (trades) return after;
  }
  return undefined;
};

/**
 * The days from one day to another, both included, on which a segment trades.
 * @throws AlphaPandaError `NO_CALENDAR` if the hours of one of them are not known
 */
export const tradingDays = (segment: Segment, from: number, to: number): number[] => {
  const days: number[] = [];
  for (let day = from; day <= to; day += 1) {
    const trades = isTradingDay(segment, day);
    if (trades === undefined) throw new AlphaPandaError('NO_CALENDAR', noCalendar(segment, day));
    if (trades) days.push(day);
  }
  return days;
};

/** Says that the hours of a day are not known, and what to do. @param day a day number of `istDay` */
export const noCalendar = (segment: Segment, day: number): string =>
  `no calendar of ${segment} for ${dateOfDay(day)}: add the exchange's list to shared/market/calendar`;
