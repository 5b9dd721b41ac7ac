import { isTradingDay } from '../../../shared/market/calendar.ts';
import { DAY_MS, istDay, MINUTE_MS } from '../../../shared/market/ist.ts';
import type { Hours, SessionWindows } from '../clock/session-windows.ts';

/** What the calendar says about a file's rows. */
export interface SessionCounts {
  /** Rows outside of the sessions of their day. */
  readonly outOfSession: number;
  /** Rows of years without a calendar, which were compared with the regular hours. */
  readonly withoutCalendar: number;
  /** Holes within a session: between bars, or 15 minutes without a tick. */
  readonly gaps: number;
  /** Bars that the holes lack. */
  readonly missingBars: number;
  /** Trading days without a row between the first and the last, over all instruments. */
  readonly missingDays: number;
}

const TICK_SILENCE = 15 * MINUTE_MS;

interface Last {
  day: number;
  end: number;
}

/** Counts rows out of session and holes, of rows in order of time. */
export class SessionChecks {
  readonly #windows: SessionWindows;
  /** Milliseconds; undefined for ticks. */
  readonly #interval: number | undefined;
  readonly #last = new Map<number, Last>();
  #outOfSession = 0;
  #withoutCalendar = 0;
  #gaps = 0;
  #missingBars = 0;
  #missingDays = 0;

  constructor(windows: SessionWindows, interval: number | undefined) {
    this.#windows = windows;
    this.#interval = interval;
  }

  /** @returns whether the row begins before its instrument's last one has ended */
  observe(token: number, hours: Hours, start: number, end: number): boolean {
    const place = this.#windows.placeOf(hours, start, this.#interval === undefined);
    if (!place.hasCalendar) this.#withoutCalendar += 1;
    if (place.closesAt === undefined) {
      this.#outOfSession += 1;
      return false;
    }
    const day = istDay(start);
    const last = this.#last.get(token);
    if (last === undefined) {
      this.#last.set(token, { day, end });
      return false;
    }
    const overlaps = start < last.end;
    if (day > last.day + 1) this.#countDays(hours, last.day + 1, day);
    if (day === last.day && start > last.end) this.#countGap(hours, last.end, start);
    last.day = day;
    last.end = end;
    return overlaps;
  }

  counts(): SessionCounts {
    return {
      outOfSession: this.#outOfSession,
      withoutCalendar: this.#withoutCalendar,
      gaps: this.#gaps,
      missingBars: this.#missingBars,
      missingDays: this.#missingDays,
    };
  }

  #countDays(hours: Hours, from: number, to: number): void {
    for (let day = from; day < to; day += 1)
      if (isTradingDay(hours.segment, day) === true) this.#missingDays += 1;
  }

  #countGap(hours: Hours, from: number, to: number): void {
    if (this.#interval === DAY_MS) return;
    if (this.#interval === undefined) {
      if (to - from >= TICK_SILENCE) this.#gaps += 1;
      return;
    }
    let missing = 0;
    for (let at = from; at < to; at += this.#interval) {
      if (this.#windows.placeOf(hours, at, false).closesAt !== undefined) missing += 1;
    }
    if (missing > 0) this.#gaps += 1;
    this.#missingBars += missing;
  }
}
