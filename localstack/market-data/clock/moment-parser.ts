import { DAY_MS } from '../../../shared/market/ist.ts';
import { type ClockTime, parseClock } from './clock-text.ts';
import { type DateOrder, parseDate } from './date-text.ts';

const EPOCH = /^\d{10}(?:\.\d+)?$|^\d{13}$|^\d{16}$|^\d{19}$/;

/** Milliseconds of an epoch number in seconds, milliseconds, microseconds or nanoseconds. */
const epochMs = (text: string): number => {
  const digits = text.split('.')[0]?.length ?? 0;
  return Math.round(Number(text) / 10 ** (digits - 13));
};

/** A date, or digits of date and time, before a time of day. */
const DATE_AND_CLOCK = /^(.*?\d)(?:T|[ ,]+)(\d{1,2}:\d{2}.*|\d{6})$/;
const DIGITS = /^(\d{8})(\d{4}|\d{6})$/;

const digit = (text: string, place: number): number => text.charCodeAt(place) - 48;

/** Milliseconds of `HH:MM:SS` at a place of a text; NaN if another text stands there. */
const clockAt = (text: string, place: number): number => {
  if (text.charCodeAt(place + 2) !== 58 || text.charCodeAt(place + 5) !== 58) return Number.NaN;
  const hour = digit(text, place) * 10 + digit(text, place + 1);
  const minute = digit(text, place + 3) * 10 + digit(text, place + 4);
  const second = digit(text, place + 6) * 10 + digit(text, place + 7);
  const valid = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
  return valid ? ((hour * 60 + minute) * 60 + second) * 1_000 : Number.NaN;
};

/** A moment as a text names it. A text without offset names a date and a time of day somewhere. */
export interface Moment {
  /** Days since 1970-01-01 of the date that is named. */
  readonly day: number;
  /** Milliseconds since midnight of that date; undefined if only a date is named. */
  readonly time: number | undefined;
  /** Milliseconds from UTC; undefined if the text does not say. */
  readonly offset: number | undefined;
  readonly isEpoch: boolean;
}

/** Reads the times of one file. It keeps what consecutive rows share: the date, the offset, or the whole text. */
export class MomentParser {
  readonly #order: DateOrder;
  #text = '';
  #moment: Moment | undefined;
  #dateText = '';
  #day: number | undefined;
  #suffix = '';
  #suffixOffset: number | undefined;

  constructor(order: DateOrder) {
    this.#order = order;
  }

  /** The moment of a text; undefined for a text that names none. */
  parse(text: string): Moment | undefined {
    if (text === this.#text) return this.#moment;
    this.#text = text;
    this.#moment = this.#fast(text) ?? this.#parse(text);
    return this.#moment;
  }

  /** The moment of a date and a time of day in columns of their own. */
  parsePair(date: string, clock: string): Moment | undefined {
    const day = this.#dayOf(date);
    const time = clockAt(clock, 0);
    if (day !== undefined && clock.length === 8 && !Number.isNaN(time)) {
      return { day, time, offset: undefined, isEpoch: false };
    }
    return momentOf(day, parseClock(clock));
  }

  /** `YYYY-MM-DD HH:MM:SS`, then an offset like that of the last row. */
  #fast(text: string): Moment | undefined {
    if (text.length < 19 || text.charCodeAt(4) !== 45) return undefined;
    const time = clockAt(text, 11);
    if (Number.isNaN(time)) return undefined;
    let milliseconds = 0;
    let from = 19;
    if (text.charCodeAt(19) === 46) {
      let unit = 100;
      for (from = 20; digit(text, from) >= 0 && digit(text, from) <= 9; from += 1) {
        milliseconds += unit * digit(text, from);
        unit = Math.floor(unit / 10);
      }
    }
    if (from < text.length) {
      const suffix = text.slice(from);
      if (suffix !== this.#suffix) {
        const clock = parseClock(`00:00:00${suffix}`);
        if (clock === undefined) return undefined;
        this.#suffix = suffix;
        this.#suffixOffset = clock.offset;
      }
    }
    const day = this.#dayOf(text.slice(0, 10));
    if (day === undefined) return undefined;
    const offset = from < text.length ? this.#suffixOffset : undefined;
    return { day, time: time + milliseconds, offset, isEpoch: false };
  }

  #parse(text: string): Moment | undefined {
    if (EPOCH.test(text)) {
      const at = epochMs(text);
      const day = Math.floor(at / DAY_MS);
      return { day, time: at - day * DAY_MS, offset: 0, isEpoch: true };
    }
    const date = this.#dayOf(text);
    if (date !== undefined) return { day: date, time: undefined, offset: undefined, isEpoch: false };
    const parts = DATE_AND_CLOCK.exec(text) ?? DIGITS.exec(text);
    if (parts === null) return undefined;
    return momentOf(this.#dayOf(parts[1] ?? ''), parseClock(parts[2] ?? ''));
  }

  #dayOf(text: string): number | undefined {
    if (text !== this.#dateText) {
      this.#dateText = text;
      this.#day = parseDate(text, this.#order);
    }
    return this.#day;
  }
}

const momentOf = (day: number | undefined, clock: ClockTime | undefined): Moment | undefined =>
  day === undefined || clock === undefined
    ? undefined
    : { day, time: clock.time, offset: clock.offset, isEpoch: false };
