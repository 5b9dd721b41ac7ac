import type { MarketTick } from '../../shared/events/types.ts';
import { DAY_MS, MINUTE_MS } from '../../shared/market/ist.ts';

/** A tick with its market time as a number, so that pacing does not parse it again. */
export interface TimedTick {
  /** Epoch milliseconds; the same moment as `tick.timestamp`. */
  readonly at: number;
  readonly tick: MarketTick;
  /**
   * How many ticks before it have the same instrument, time, price and volume: a clock of whole seconds gives several trades
   * one time. Absent: none.
   */
  readonly repeat?: number;
}

/** Ticks in order of market time, in batches of any size: a file or a simulator. */
export type TickSource = AsyncIterable<readonly TimedTick[]> | Iterable<readonly TimedTick[]>;

const DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

const digits = (number: number): string => DIGITS[number] ?? '';

/** The text of the last date and minute: consecutive ticks share it. */
let last = { minute: Number.NaN, text: '' };

const minuteText = (minute: number): string => {
  if (minute === last.minute) return last.text;
  const day = Math.floor(minute / 1_440);
  const hour = Math.floor(minute / 60) - 24 * day;
  const date = day === Math.floor(last.minute / 1_440) ? last.text.slice(0, 11) : isoDate(day);
  last = { minute, text: `${date}${digits(hour)}:${digits(minute % 60)}:` };
  return last.text;
};

const isoDate = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 11);

/**
 * A moment as ISO text in UTC with milliseconds: as `toISOString`, which takes a quarter of the time of reading bars.
 * @param at whole epoch milliseconds, from 1970 on
 */
export const isoTime = (at: number): string => {
  const minute = Math.floor(at / MINUTE_MS);
  const rest = at - minute * MINUTE_MS;
  const second = Math.floor(rest / 1_000);
  const millisecond = rest - second * 1_000;
  const fraction = millisecond === 0 ? '000' : String(millisecond).padStart(3, '0');
  return `${minuteText(minute)}${digits(second)}.${fraction}Z`;
};

/** A tick at a time. @param at whole epoch milliseconds */
export const timedTick = (at: number, fields: Omit<MarketTick, 'timestamp'>): TimedTick => ({
  at,
  tick: { ...fields, timestamp: isoTime(at) },
});
