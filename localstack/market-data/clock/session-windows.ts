import { type CommodityGroup, regularHours } from '../../../shared/market/calendar/regular-hours.ts';
import { windowOf } from '../../../shared/market/calendar/trading-window.ts';
import { sessionOptionsOf, sessionsOf, type TradingWindow } from '../../../shared/market/calendar.ts';
import type { Segment } from '../../../shared/market/instrument.ts';
import { DAY_MS, IST_OFFSET_MS, istDay } from '../../../shared/market/ist.ts';

/** How a moment stands to the sessions of its day. */
export interface SessionPlace {
  /** The end of the session that the moment is in, in epoch milliseconds; undefined outside of all sessions. */
  readonly closesAt: number | undefined;
  /** Whether the calendar of that year is known; without it every day has its regular hours. */
  readonly hasCalendar: boolean;
}

/** Instruments with the same hours. Two instruments with equal hours share one object. */
export interface Hours {
  readonly segment: Segment;
  readonly commodity: CommodityGroup;
}

const hours = new Map<string, Hours>();

/** The hours of an instrument. Farm products close before other commodities do. */
export const hoursOf = (segment: Segment, tradingsymbol: string): Hours => {
  const commodity = sessionOptionsOf({ segment, tradingsymbol }).commodity ?? 'non_agri';
  const key = `${segment} ${commodity}`;
  const found = hours.get(key) ?? { segment, commodity };
  hours.set(key, found);
  return found;
};

interface Day {
  readonly windows: readonly TradingWindow[];
  readonly hasCalendar: boolean;
}

/** The hours of shares, for a segment in years before its own hours are known. */
const SHARES = windowOf('09:15-15:30');

const regularWindow = ({ segment, commodity }: Hours, day: number, closingAuction: boolean): TradingWindow =>
  regularHours(segment, day, closingAuction, commodity)?.open ?? SHARES;

/** @param closingAuction a file does not say which shares close by auction */
const findDay = ({ segment, commodity }: Hours, day: number, closingAuction: boolean): Day => {
  const windows = sessionsOf(segment, day, { closingAuction, commodity });
  if (windows !== undefined) return { windows, hasCalendar: true };
  return { windows: [regularWindow({ segment, commodity }, day, closingAuction)], hasCalendar: false };
};

const midnightOf = (day: number): number => day * DAY_MS - IST_OFFSET_MS;

/** The sessions of instruments, for the rows of a file. Shares count as open until 15:30, also if they close by auction. */
export class SessionWindows {
  readonly #days = new Map<Hours, { day: number; found: Day }>();

  /** @param at epoch milliseconds @param inclusive whether the close itself is in the session, as for a last trade */
  placeOf(hours: Hours, at: number, inclusive: boolean): SessionPlace {
    const { windows, hasCalendar } = this.#day(hours, istDay(at));
    const midnight = midnightOf(istDay(at));
    for (const { opens, closes } of windows) {
      const closesAt = midnight + closes;
      if (at >= midnight + opens && (at < closesAt || (inclusive && at === closesAt))) {
        return { closesAt, hasCalendar };
      }
    }
    return { closesAt: undefined, hasCalendar };
  }

  /** The open of a session between two moments: a bar of 09:00 to 10:00 begins at 09:15. Undefined without one. */
  openWithin(hours: Hours, from: number, to: number): number | undefined {
    const midnight = midnightOf(istDay(from));
    return this.#day(hours, istDay(from))
      .windows.map(({ opens }) => midnight + opens)
      .find((opens) => opens > from && opens < to);
  }

  /** The first open and the last close of a day, before an auction; its regular hours on a day without trading. */
  spanOf(hours: Hours, day: number) {
    const { windows } = findDay(hours, day, true);
    const [first = regularWindow(hours, day, true)] = windows;
    const last = windows.at(-1) ?? first;
    return { start: midnightOf(day) + first.opens, end: midnightOf(day) + last.closes };
  }

  /** Milliseconds since midnight at which a day's first session opens; undefined on a day without trading. */
  opensOf(hours: Hours, day: number): number | undefined {
    return this.#day(hours, day).windows[0]?.opens;
  }

  /** Milliseconds since midnight at which a day's last session closes; undefined on a day without trading. */
  closesOf(hours: Hours, day: number): number | undefined {
    return this.#day(hours, day).windows.at(-1)?.closes;
  }

  #day(hours: Hours, day: number): Day {
    const last = this.#days.get(hours);
    if (last !== undefined && last.day === day) return last.found;
    const found = findDay(hours, day, false);
    this.#days.set(hours, { day, found });
    return found;
  }
}
