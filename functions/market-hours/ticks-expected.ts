import { sessionsOf } from '../../shared/market/calendar.ts';
import type { Segment } from '../../shared/market/instrument.ts';
import { istDay, istTimeOfDay, MINUTE_MS, weekday } from '../../shared/market/ist.ts';
import { isPollerTime, type PollerHours } from '../../shared/poller-hours/hours.ts';

/** Segments whose silence is a failure. A deployment that is always on need not trade commodities. */
const SEGMENTS: Readonly<Record<PollerHours, readonly Segment[]>> = {
  nse: ['NSE'],
  mcx: ['NSE', 'MCX-FUT'],
  always: ['NSE'],
};

/** The first minutes of a session and its last are left to a feed that starts or ends. */
const AFTER_OPEN_MS = 5 * MINUTE_MS;
const BEFORE_CLOSE_MS = 2 * MINUTE_MS;

/** Hours of a weekday that no calendar knows. An alarm on a holiday is better than silence on a trading day. */
const ASSUMED = { opens: (9 * 60 + 15) * MINUTE_MS, closes: (15 * 60 + 15) * MINUTE_MS } as const;

const assumedSessions = (day: number) => (weekday(day) === 0 || weekday(day) === 6 ? [] : [ASSUMED]);

const isWithinSession = (segment: Segment, at: number): boolean => {
  const day = istDay(at);
  const time = istTimeOfDay(at);
  return (sessionsOf(segment, day) ?? assumedSessions(day)).some(
    ({ opens, closes }) => time >= opens + AFTER_OPEN_MS && time < closes - BEFORE_CLOSE_MS,
  );
};

/**
 * Whether functions should receive ticks at a moment in epoch milliseconds: a market that the deployment follows is open
 * by the exchange's calendar, and the mappings are enabled.
 */
export const areTicksExpected = (pollerHours: PollerHours, at: number): boolean =>
  isPollerTime(pollerHours, at) && SEGMENTS[pollerHours].some((segment) => isWithinSession(segment, at));
