import { AlphaPandaError } from '../../../shared/errors.ts';
import { DAY_MS, IST_OFFSET_MS, istDay, istTimeOfDay, MINUTE_MS } from '../../../shared/market/ist.ts';
import { parseOffset } from './clock-text.ts';
import { commonGap, formatInterval } from './interval.ts';
import type { Moment } from './moment-parser.ts';
import { type Hours, SessionWindows } from './session-windows.ts';

/** What a person says about a file's times. */
export interface ClockOptions {
  /** `IST`, `UTC` or an offset such as `+05:30`, for times that name no offset. */
  readonly timezone?: string | undefined;
  readonly label?: 'start' | 'end' | undefined;
  /** Milliseconds. */
  readonly interval?: number | undefined;
}

/** How a file's times are to be read. */
export interface FileClock {
  /** Milliseconds from UTC of a time without an offset, and of an epoch time. */
  readonly offset: number;
  readonly epochOffset: number;
  /** For the description, such as "IST". */
  readonly zone: string;
  /** What the time of a bar says; undefined for ticks and days. */
  readonly label: 'start' | 'end' | undefined;
  /** Milliseconds from the label to the moment that it stands for: a second where a bar ends at 09:15:59. */
  readonly labelShift: number;
  /** Milliseconds that a bar spans; undefined for ticks. */
  readonly interval: number | undefined;
  /** How label and interval became known, for the description. */
  readonly because: string;
}

/** A time of the file's first rows. */
export interface SampleMoment {
  /** The instrument, as the file names it. */
  readonly key: string;
  readonly hours: Hours;
  readonly moment: Moment;
}

/** The moment in epoch milliseconds. A date alone is that day in India. */
export const atOf = (moment: Moment, clock: Pick<FileClock, 'offset' | 'epochOffset'>): number => {
  if (moment.time === undefined) return moment.day * DAY_MS - IST_OFFSET_MS;
  const offset = moment.isEpoch ? clock.epochOffset : (moment.offset ?? clock.offset);
  return moment.day * DAY_MS + moment.time - offset;
};

const windows = new SessionWindows();

/** The part of the sample that is in session if its times without offset have this one. */
const inSession = (sample: readonly SampleMoment[], offset: number): number => {
  const inside = sample.filter(({ hours, moment }) => {
    const at = atOf(moment, { offset, epochOffset: offset });
    return windows.placeOf(hours, at, true).closesAt !== undefined;
  });
  return inside.length / Math.max(1, sample.length);
};

/** A sample is in session if most of it is, and out of session if little of it is in. */
const MIN_INSIDE = 0.8;
const MAX_OUTSIDE = 0.2;
const ALL_INSIDE = 0.99;

/** The usual offset, unless most of the sample is in session with the other one only. */
const likelier = (sample: readonly SampleMoment[], usual: number, other: number): number => {
  const inside = inSession(sample, usual);
  if (inside >= MIN_INSIDE) return usual;
  // The hours of commodities are so long that much of a day is in session with both offsets.
  return inSession(sample, other) > (inside < MAX_OUTSIDE ? MIN_INSIDE : ALL_INSIDE) ? other : usual;
};

const zoneOf = (sample: readonly SampleMoment[], timezone: string | undefined) => {
  const told = timezone === undefined ? undefined : parseOffset(timezone);
  if (timezone !== undefined && told === undefined) {
    throw new AlphaPandaError(
      'BAD_OPTION',
      `--timezone "${timezone}" is not IST, UTC or an offset such as +05:30`,
    );
  }
  const timed = sample.filter(({ moment }) => moment.time !== undefined);
  const epochs = timed.filter(({ moment }) => moment.isEpoch);
  const bare = timed.filter(({ moment }) => !moment.isEpoch && moment.offset === undefined);
  const daily = timed.every(({ moment }) => moment.time === 0);
  const offset = told ?? (daily ? IST_OFFSET_MS : likelier(bare, IST_OFFSET_MS, 0));
  const epochOffset = told ?? (daily ? 0 : likelier(epochs, 0, IST_OFFSET_MS));
  const zone = epochs.length > 0 ? epochText(epochOffset) : bare.length > 0 ? offsetText(offset) : undefined;
  return { offset, epochOffset, zone: zone ?? (timed.length > 0 ? 'as each row says' : 'dates of India') };
};

const offsetText = (offset: number): string => {
  if (offset === IST_OFFSET_MS) return 'IST';
  const minutes = Math.abs(offset) / MINUTE_MS;
  const clock = [Math.floor(minutes / 60), minutes % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
  return offset === 0 ? 'UTC' : `${offset < 0 ? '-' : '+'}${clock}`;
};

const epochText = (offset: number): string =>
  offset === 0 ? 'epoch' : `epoch numbers of ${offsetText(offset)} clocks`;

const noInterval = (problem: string): AlphaPandaError =>
  new AlphaPandaError(
    'BAD_INTERVAL',
    `${problem}: say how long a bar is with --interval, such as --interval 1m`,
  );

const intervalOf = (
  sample: readonly SampleMoment[],
  clock: Pick<FileClock, 'offset' | 'epochOffset'>,
): number => {
  const gap = commonGap(sample.map(({ key, moment }) => [key, atOf(moment, clock)] as const));
  const areDates = sample.every(({ moment }) => moment.time === undefined || moment.time === 0);
  if (areDates && (gap === undefined || gap <= 4 * DAY_MS)) return DAY_MS;
  if (gap === undefined) throw noInterval('no instrument has two bars in the first rows');
  if (gap > DAY_MS) {
    throw noInterval(`the bars are ${gap / DAY_MS} days apart, and a bar spans a day at most`);
  }
  return gap;
};

/** An interval that a person told. @throws AlphaPandaError `BAD_INTERVAL` if bars of it would overlap */
const toldInterval = (
  told: number,
  sample: readonly SampleMoment[],
  clock: Pick<FileClock, 'offset' | 'epochOffset'>,
): number => {
  const gap = commonGap(sample.map(({ key, moment }) => [key, atOf(moment, clock)] as const));
  if (gap === undefined || told <= gap) return told;
  throw new AlphaPandaError(
    'BAD_INTERVAL',
    `--interval ${formatInterval(told)}: most bars are ${formatInterval(gap)} apart, so they would overlap; leave the option out`,
  );
};

/**
 * Whether labels are starts or ends: starts include the session's open, ends its close. A file whose first rows do not reach
 * a close has ends if each day begins one interval after the open.
 */
const labelOf = (
  sample: readonly SampleMoment[],
  clock: Pick<FileClock, 'offset' | 'epochOffset'>,
  interval: number,
) => {
  let starts = 0;
  let ends = 0;
  let seconds = 0;
  for (const { hours, moment } of sample) {
    const at = atOf(moment, clock);
    const time = istTimeOfDay(at);
    const opens = windows.opensOf(hours, istDay(at));
    if (opens === undefined) continue;
    if (time === opens) starts += 1;
    if (time === opens + interval) seconds += 1;
    if (time === windows.closesOf(hours, istDay(at))) ends += 1;
  }
  if (ends > starts) return { label: 'end', because: 'rows at the close' } as const;
  if (starts > 0) return { label: 'start', because: 'rows at the open' } as const;
  if (seconds > 0) {
    return { label: 'end', because: 'rows one interval after the open, but not at it' } as const;
  }
  return { label: 'start', because: 'assumed: no row is at an open or a close' } as const;
};

const barClock = (
  sample: readonly SampleMoment[],
  zone: Pick<FileClock, 'offset' | 'epochOffset'>,
  named: 'start' | 'end' | undefined,
  options: ClockOptions,
): Omit<FileClock, 'offset' | 'epochOffset' | 'zone'> => {
  const interval =
    options.interval === undefined ? intervalOf(sample, zone) : toldInterval(options.interval, sample, zone);
  if (interval === DAY_MS) return { label: undefined, labelShift: 0, interval, because: '' };
  const endsAt59 = sample.every(({ moment }) => ((moment.time ?? 0) / 1_000) % 60 === 59);
  const labelShift = endsAt59 ? 1_000 : 0;
  if (options.label !== undefined) return { label: options.label, labelShift, interval, because: 'as told' };
  if (endsAt59) return { label: 'end', labelShift, interval, because: 'rows at second 59' };
  if (named !== undefined) return { label: named, labelShift, interval, because: 'the name of the column' };
  return { ...labelOf(sample, zone, interval), labelShift, interval };
};

/**
 * Infers time zone, label and interval from a file's first rows and the calendar.
 * @param label what the name of the time column says
 * @throws AlphaPandaError `BAD_OPTION`; `BAD_INTERVAL` if the interval cannot be told or is longer than a day
 */
export const fileClock = (
  kind: 'bars' | 'ticks',
  sample: readonly SampleMoment[],
  label: 'start' | 'end' | undefined,
  options: ClockOptions,
): FileClock => {
  const zone = zoneOf(sample, options.timezone);
  if (kind === 'ticks') return { ...zone, label: undefined, labelShift: 0, interval: undefined, because: '' };
  return { ...zone, ...barClock(sample, zone, label, options) };
};
