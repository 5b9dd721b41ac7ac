import { regularHours } from '../../../shared/market/calendar/regular-hours.ts';
import { windowOf } from '../../../shared/market/calendar/trading-window.ts';
import { type SessionOptions, sessionsOf, type TradingWindow } from '../../../shared/market/calendar.ts';
import type { Segment } from '../../../shared/market/instrument.ts';
import { DAY_MS, IST_OFFSET_MS, istDay } from '../../../shared/market/ist.ts';

/** How a moment stands to the sessions of its day. */
export interface SessionPlace {
  /** The end of the session that the moment is in, in epoch milliseconds; undefined outside of all sessions. */
  readonly closesAt: number | undefined;
  /** Whether the calendar of that year is known; without it every day has its regular hours. */
  readonly hasCalendar: boolean;
}

interface Day {
  readonly windows: readonly TradingWindow[];
  readonly hasCalendar: boolean;
}

/** The hours of shares, for a segment in years before its own hours are known. */
const SHARES = windowOf('09:15-15:30');

const regularWindow = (segment: Segment, day: number, closingAuction: boolean): TradingWindow =>
  regularHours(segment, day, closingAuction, 'non_agri')?.open ?? SHARES;

const findDay = (segment: Segment, day: number, options: SessionOptions): Day => {
  const windows = sessionsOf(segment, day, options);
  if (windows !== undefined) return { windows, hasCalendar: true };
  return { windows: [regularWindow(segment, day, options.closingAuction ?? true)], hasCalendar: false };
};

/** A file does not say which shares close by auction: their rows after 15:15 are in session. */
const LATEST: SessionOptions = { closingAuction: false };

const midnightOf = (day: number): number => day * DAY_MS - IST_OFFSET_MS;

/** The sessions of segments, for the rows of a file. */
export class SessionWindows {
  readonly #days = new Map<Segment, { day: number; found: Day }>();

  /** @param at epoch milliseconds @param inclusive whether the close itself is in the session, as for a last trade */
  placeOf(segment: Segment, at: number, inclusive: boolean): SessionPlace {
    const { windows, hasCalendar } = this.#day(segment, istDay(at));
    const midnight = midnightOf(istDay(at));
    for (const { opens, closes } of windows) {
      const closesAt = midnight + closes;
      if (at >= midnight + opens && (at < closesAt || (inclusive && at === closesAt))) {
        return { closesAt, hasCalendar };
      }
    }
    return { closesAt: undefined, hasCalendar };
  }

  /** The first open and the last close of a day; its regular hours on a day without trading. */
  spanOf(segment: Segment, day: number) {
    const { windows } = findDay(segment, day, {});
    const [first = regularWindow(segment, day, true)] = windows;
    const last = windows.at(-1) ?? first;
    return { start: midnightOf(day) + first.opens, end: midnightOf(day) + last.closes };
  }

  /** Milliseconds since midnight at which a day's first session opens; undefined on a day without trading. */
  opensOf(segment: Segment, day: number): number | undefined {
    return this.#day(segment, day).windows[0]?.opens;
  }

  /** Milliseconds since midnight at which a day's last session closes; undefined on a day without trading. */
  closesOf(segment: Segment, day: number): number | undefined {
    return this.#day(segment, day).windows.at(-1)?.closes;
  }

  #day(segment: Segment, day: number): Day {
    const last = this.#days.get(segment);
    if (last !== undefined && last.day === day) return last.found;
    const found = findDay(segment, day, LATEST);
    this.#days.set(segment, { day, found });
    return found;
  }
}
