import { isTradingDay } from '../market/calendar.ts';
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
}

/** A mapping takes minutes to start. MCX closes at 23:55 in the winter of New York. */
export const HOURS: Readonly<Record<Exclude<PollerHours, 'always'>, Hours>> = {
  nse: { on: { hour: 8, minute: 50 }, off: { hour: 15, minute: 45 } },
  mcx: { on: { hour: 8, minute: 50 }, off: { hour: 0, minute: 10 } },
};

/** The time that all mappings have to start. */
const START_MS = 10 * MINUTE_MS;

const millisecondsOf = ({ hour, minute }: TimeOfDay): number => (hour * 60 + minute) * MINUTE_MS;

/** Segments whose days are days of the pollers. MCX trades in the evening of most holidays of NSE. */
const SEGMENTS: Readonly<Record<Exclude<PollerHours, 'always'>, readonly Segment[]>> = {
  nse: ['NSE'],
  mcx: ['NSE', 'MCX-FUT'],
};

/**
 * Whether the market may trade on a day. If the hours of the day are not known, every weekday counts: pollers that run on
 * a holiday cost money, pollers that do not run leave positions without exits.
 */
export const mayTrade = (pollerHours: Exclude<PollerHours, 'always'>, day: number): boolean =>
  SEGMENTS[pollerHours].some(
    (segment) => isTradingDay(segment, day) ?? (weekday(day) !== 0 && weekday(day) !== 6),
  );

/** Whether all mappings should be enabled at a moment in epoch milliseconds. */
export const isPollerTime = (pollerHours: PollerHours, at: number): boolean => {
  if (pollerHours === 'always') return true;
  const { on, off } = HOURS[pollerHours];
  const [started, ends] = [millisecondsOf(on) + START_MS, millisecondsOf(off)];
  const [day, time] = [istDay(at), istTimeOfDay(at)];
  if (ends > started) return mayTrade(pollerHours, day) && time >= started && time < ends;
  return (mayTrade(pollerHours, day) && time >= started) || (mayTrade(pollerHours, day - 1) && time < ends);
};
