import { CANDLE_INTERVALS } from '../../../shared/kite/candles.ts';
import { DAY_MS, dateOfDay, dayOfDate, istDay, istMidnight } from '../../../shared/market/ist.ts';
import { endOfCandle, sessionsAt } from './candle-times.ts';
import type { Wanted } from './wanted.ts';

/** Candles that a session lacks, one after the other. */
interface Gap {
  /** Start of the first candle that is missing, in epoch milliseconds. */
  readonly at: number;
  readonly candles: number;
}

/** What the calendar says about the candles of a history. Days are dates. */
export interface GapReport {
  /** Trading days before the first candle: the instrument may be younger. */
  readonly daysBefore: number;
  /** Trading days without a candle after the first one. */
  readonly missingDays: readonly string[];
  readonly gaps: readonly Gap[];
  /** Days with candles on which the calendar knows no session. */
  readonly unexpectedDays: readonly string[];
  /** Days whose hours no calendar knows, of which nothing is said. */
  readonly unknownDays: number;
}

/** Compares candles in order of time with the sessions of the calendar. */
export class GapCheck {
  readonly #wanted: Wanted;
  readonly #starts = new Map<number, number[]>();

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
  }

  /** @param start epoch milliseconds */
  observe(start: number): void {
    const day = istDay(start);
    const starts = this.#starts.get(day);
    if (starts === undefined) this.#starts.set(day, [start]);
    else starts.push(start);
  }

  /** @param until the moment up to which candles can be there, in epoch milliseconds */
  report(until: number): GapReport {
    const { instrument, interval, from, to } = this.#wanted;
    const { milliseconds } = CANDLE_INTERVALS[interval];
    const firstDay = this.#starts.keys().next().value;
    const days: Record<'missing' | 'unexpected', string[]> = { missing: [], unexpected: [] };
    const gaps: Gap[] = [];
    let [daysBefore, unknownDays] = [0, 0];
    for (let day = dayOfDate(from); day <= Math.min(dayOfDate(to), istDay(until)); day += 1) {
      const starts = this.#starts.get(day);
      const sessions = sessionsAt(instrument, day);
      if (sessions === undefined) unknownDays += 1;
      else if (sessions.length === 0) {
        if (starts !== undefined) days.unexpected.push(dateOfDay(day));
      } else if (starts === undefined) {
        // A day that goes on may have no finished candle.
        if (endOfCandle({ ...this.#wanted, interval: 'day' }, istMidnight(day * DAY_MS)) > until) continue;
        if (firstDay === undefined || day < firstDay) daysBefore += 1;
        else days.missing.push(dateOfDay(day));
      } else if (milliseconds !== undefined) {
        gaps.push(...gapsOf(new Set(starts), sessions, milliseconds, until));
      }
    }
    return {
      daysBefore,
      missingDays: days.missing,
      gaps,
      unexpectedDays: days.unexpected,
      unknownDays,
    };
  }
}

function* gapsOf(
  starts: ReadonlySet<number>,
  sessions: readonly { readonly opensAt: number; readonly closesAt: number }[],
  milliseconds: number,
  until: number,
): Generator<Gap> {
  for (const { opensAt, closesAt } of sessions) {
    let gap = { at: 0, candles: 0 };
    for (
      let at = opensAt;
      at < closesAt && Math.min(at + milliseconds, closesAt) <= until;
      at += milliseconds
    ) {
      if (!starts.has(at)) gap = { at: gap.candles === 0 ? at : gap.at, candles: gap.candles + 1 };
      else if (gap.candles > 0) {
        yield gap;
        gap = { at: 0, candles: 0 };
      }
    }
    if (gap.candles > 0) yield gap;
  }
}
