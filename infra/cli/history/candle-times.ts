import { CANDLE_INTERVALS } from '../../../shared/kite/candles.ts';
import { sessionsOf } from '../../../shared/market/calendar.ts';
import { DAY_MS, istDay, istMidnight, MINUTE_MS } from '../../../shared/market/ist.ts';
import type { Wanted } from './wanted.ts';

/** Sessions of a day of an instrument in epoch milliseconds; undefined if its hours are not known. */
export const sessionsAt = (
  { segment, hours }: Wanted['instrument'],
  day: number,
): readonly { readonly opensAt: number; readonly closesAt: number }[] | undefined => {
  const sessions = segment === undefined ? undefined : sessionsOf(segment, day, hours);
  const midnight = istMidnight(day * DAY_MS);
  return sessions?.map(({ opens, closes }) => ({ opensAt: midnight + opens, closesAt: midnight + closes }));
};

/** After the last session an auction or an average makes the close of the day, and orders at that price follow. */
const DAY_ENDS_AFTER_MS = 60 * MINUTE_MS;

/**
 * The moment after which a candle no longer changes: its end, or the close of its session before that. A candle of a
 * day ends an hour after the day's last session.
 */
export const endOfCandle = ({ instrument, interval }: Wanted, start: number): number => {
  const { milliseconds } = CANDLE_INTERVALS[interval];
  const sessions = sessionsAt(instrument, istDay(start)) ?? [];
  const last = sessions.at(-1);
  if (milliseconds === undefined) {
    return last === undefined ? istMidnight(start) + DAY_MS : last.closesAt + DAY_ENDS_AFTER_MS;
  }
  const session = sessions.find(({ opensAt, closesAt }) => start >= opensAt && start < closesAt);
  return Math.min(start + milliseconds, session?.closesAt ?? Number.POSITIVE_INFINITY);
};
