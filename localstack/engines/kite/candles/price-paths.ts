import type { TradingWindow } from '../../../../shared/market/calendar.ts';
import { dayOfDate, MINUTE_MS, weekday } from '../../../../shared/market/ist.ts';
import { momentOfDay } from '../../../market-data/session-day.ts';
import { randomFrom } from '../../../market-data/simulator/random.ts';

/** What a path is of, and how it moves. */
export interface PathTerms {
  /** `EXCHANGE:NAME`. */
  readonly name: string;
  /** Rupees, about which the price moves. */
  readonly price: number;
  /** Standard deviation of a day's move, as a fraction. */
  readonly deviation: number;
}

/** A minute of a path. Rupees, not yet rounded to a tick. */
export interface PathMinute {
  /** Epoch milliseconds. */
  readonly start: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** In [0, 1): how lively the minute was. */
  readonly liveliness: number;
}

/** The first day with a calendar. All paths begin there, so that a day's candles are the same on each later day. */
const FIRST_DAY = dayOfDate('2015-01-01');

/** Part of the distance to the usual price that is left after a day: prices stay plausible for years. */
const MEMORY = 0.98;

/** Part of a day's move that happens before the open, and within a minute. */
const GAP = 0.25;
const WICK = 0.4;

const isWeekday = (day: number): boolean => weekday(day) !== 0 && weekday(day) !== 6;

/** Prices of underlyings, minute by minute, that follow from a seed. */
export class PricePaths {
  readonly #seed: string;
  /** Logarithms of the closes relative to the usual price, from the first day on. */
  readonly #closes = new Map<string, { readonly values: number[]; next(): number }>();

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** The minutes of a day (a day number), in the windows in which any of the underlying's contracts trades. */
  minutesOf(terms: PathTerms, day: number, windows: readonly TradingWindow[]): readonly PathMinute[] {
    if (day <= FIRST_DAY) return [];
    const { price, deviation } = terms;
    const random = randomFrom(`${this.#seed}/${terms.name}/${day}`);
    const before = this.#closeOf(terms, day - 1);
    const gap = GAP * deviation * random.bell();
    const starts = windows.flatMap(({ opens, closes }) =>
      Array.from({ length: Math.floor((closes - opens) / MINUTE_MS) }, (_, n) =>
        momentOfDay(day, opens + n * MINUTE_MS),
      ),
    );
    const step = deviation / Math.sqrt(Math.max(1, starts.length));
    const moves = starts.map(() => step * random.bell());
    // The path ends at the day's close.
    const drift =
      (this.#closeOf(terms, day) - before - gap - moves.reduce((sum, move) => sum + move, 0)) /
      Math.max(1, starts.length);
    let at = before + gap;
    return starts.map((start, n) => {
      const [open, close] = [at, at + (moves[n] ?? 0) + drift];
      at = close;
      const [up, down] = [random.next() * WICK * step, random.next() * WICK * step];
      return {
        start,
        open: price * Math.exp(open),
        high: price * Math.exp(Math.max(open, close) + up),
        low: price * Math.exp(Math.min(open, close) - down),
        close: price * Math.exp(close),
        liveliness: random.next(),
      };
    });
  }

  #closeOf({ name, deviation }: PathTerms, day: number): number {
    let closes = this.#closes.get(name);
    if (closes === undefined) {
      const random = randomFrom(`${this.#seed}/${name}`);
      closes = { values: [], next: () => random.bell() };
      this.#closes.set(name, closes);
    }
    const { values, next } = closes;
    for (let n = values.length; n <= day - FIRST_DAY; n += 1) {
      const last = values.at(-1) ?? 0;
      values.push(isWeekday(FIRST_DAY + n) ? MEMORY * last + deviation * next() : last);
    }
    return values[day - FIRST_DAY] ?? 0;
  }
}
