import { CANDLE_INTERVALS } from '../../../shared/kite/candles.ts';
import { sessionsOf } from '../../../shared/market/calendar.ts';
import { DAY_MS, istDay, istMidnight } from '../../../shared/market/ist.ts';
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

/**
 * The moment after which a candle no longer changes: its end, or the close of its session before that. A candle of a
 * day ends with the day's last session.
 */
export const endOfCandle = ({ instrument, interval }: Wanted, start: number): number => {
  const { milliseconds } = CANDLE_INTERVALS[interval];
  const sessions = sessionsAt(instrument, istDay(start)) ?? [];
  if (milliseconds === undefined) return sessions.at(-1)?.closesAt ?? istMidnight(start) + DAY_MS;
  const session = sessions.find(({ opensAt, closesAt }) => start >= opensAt && start < closesAt);
  return Math.min(start + milliseconds, session?.closesAt ?? Number.POSITIVE_INFINITY);
};
