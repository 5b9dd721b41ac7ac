import { isListedDay, isTradingDay, sessionsOf } from '../market/calendar.ts';
import type { Segment } from '../market/instrument.ts';
import { istDay, istTimeOfDay, MINUTE_MS, weekday } from '../market/ist.ts';

/** When event source mappings are enabled: around NSE's hours, MCX's too, or always. */
export const POLLER_HOURS = ['nse', 'mcx', 'always'] as const;
export type PollerHours = (typeof POLLER_HOURS)[number];

/** A time of day in India. */
interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
}

interface Hours {
  readonly on: TimeOfDay;
  /** On the next day if it is before `on`. */
  readonly off: TimeOfDay;
  /** The hour after which no later `off` follows; absent if no session ends after `off`. */
  readonly lastOffHour?: number;
}

/**
 * A mapping takes minutes to start. MCX closes at 23:55 in the winter of New York. NSE trades in some evenings, such as
 * Muhurat: then `off` is at the same minute of a later hour.
 */
export const HOURS: Readonly<Record<Exclude<PollerHours, 'always'>, Hours>> = {
  nse: { on: { hour: 8, minute: 50 }, off: { hour: 15, minute: 45 }, lastOffHour: 23 },
  mcx: { on: { hour: 8, minute: 50 }, off: { hour: 0, minute: 10 } },
};

/** The time that all mappings have to start. */
const START_MS = 10 * MINUTE_MS;

const millisecondsOf = ({ hour, minute }: TimeOfDay): number => (hour * 60 + minute) * MINUTE_MS;

/** The stages still process what a close brings. */
const AFTER_CLOSE_MS = 5 * MINUTE_MS;

const HOUR_MS = 60 * MINUTE_MS;

type SwitchedHours = Exclude<PollerHours, 'always'>;

/** Segments whose days are days of the pollers. MCX trades in the evening of most holidays of NSE. */
const SEGMENTS: Readonly<Record<SwitchedHours, readonly Segment[]>> = {
  nse: ['NSE', 'NFO-FUT'],
  mcx: ['NSE', 'MCX-FUT'],
};

/**
 * Whether the market may trade on a day. If the hours of the day are not known, every weekday counts, and every day that
 * the exchange lists: pollers that run on a holiday cost money, pollers that do not run leave positions without exits.
 */
export const mayTrade = (pollerHours: SwitchedHours, day: number): boolean =>
  SEGMENTS[pollerHours].some(
    (segment) =>
      isTradingDay(segment, day) ?? (isListedDay(segment, day) || (weekday(day) !== 0 && weekday(day) !== 6)),
  );

/** The milliseconds since midnight at which the last session of a day closes, as far as it is known. */
const lastCloseOf = (segment: Segment, day: number): number => {
  const sessions = sessionsOf(segment, day);
  if (sessions !== undefined) return sessions.at(-1)?.closes ?? 0;
  return isListedDay(segment, day) ? Number.POSITIVE_INFINITY : 0;
};

/**
 * The milliseconds since midnight at which mappings are disabled on a day: at `off`, or at the same minute of the first
 * hour after the last close. Only a time after midnight is not moved.
 */
const offTimeOf = (pollerHours: SwitchedHours, day: number): number => {
  const { off, lastOffHour = off.hour } = HOURS[pollerHours];
  const last = Math.max(...SEGMENTS[pollerHours].map((segment) => lastCloseOf(segment, day)));
  let hour = off.hour;
  while (hour < lastOffHour && millisecondsOf({ ...off, hour }) < last + AFTER_CLOSE_MS) hour += 1;
  return millisecondsOf({ ...off, hour });
};

/**
 * Whether a schedule of the hours that disables mappings means a moment: it calls every hour, and one call a day disables.
 * So what a person enables in the evening stays enabled.
 */
export const isOffTime = (pollerHours: SwitchedHours, at: number): boolean => {
  const late = istTimeOfDay(at) - offTimeOf(pollerHours, istDay(at));
  return late >= 0 && late < HOUR_MS;
};

/** Whether all mappings should be enabled at a moment in epoch milliseconds. */
export const isPollerTime = (pollerHours: PollerHours, at: number): boolean => {
  if (pollerHours === 'always') return true;
  const started = millisecondsOf(HOURS[pollerHours].on) + START_MS;
  const [day, time] = [istDay(at), istTimeOfDay(at)];
  const ends = offTimeOf(pollerHours, day);
  if (ends > started) return mayTrade(pollerHours, day) && time >= started && time < ends;
  return (mayTrade(pollerHours, day) && time >= started) || (mayTrade(pollerHours, day - 1) && time < ends);
};
