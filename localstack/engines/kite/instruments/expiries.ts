import { isTradingDay } from '../../../../shared/market/calendar.ts';
import type { Segment } from '../../../../shared/market/instrument.ts';
import { DAY_MS, dateOfDay, dayOfDate, weekday } from '../../../../shared/market/ist.ts';

/** Contracts that expire on one day. */
export interface Series {
  /** Day number. */
  readonly expiry: number;
  /** Part of the symbol: `26DEC` for a monthly series, `26D08` for a weekly one. */
  readonly label: string;
  readonly isMonthly: boolean;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** A weekday in a year whose calendar is not published yet is taken for a trading day. */
const trades = (segment: Segment, day: number): boolean =>
  isTradingDay(segment, day) ?? (weekday(day) !== 0 && weekday(day) !== 6);

const onOrBefore = (segment: Segment, day: number): number => {
  let before = day;
  while (!trades(segment, before)) before -= 1;
  return before;
};

/** The trading day that lies a number of trading days before another one. */
export const tradingDaysBefore = (segment: Segment, day: number, count: number): number => {
  let before = day;
  for (let left = count; left > 0; left -= 1) before = onOrBefore(segment, before - 1);
  return before;
};

interface Month {
  readonly year: number;
  /** 0 is January. */
  readonly month: number;
}

const monthOf = (day: number): Month => {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() };
};

const monthsAfter = ({ year, month }: Month, count: number): Month => {
  const total = year * 12 + month + count;
  return { year: Math.floor(total / 12), month: total % 12 };
};

const lastDayOf = ({ year, month }: Month): number => Date.UTC(year, month + 1, 0) / DAY_MS;

const monthLabel = ({ year, month }: Month): string => `${String(year % 100)}${MONTHS[month] ?? ''}`;

/** A month in one character, as the symbols of weekly contracts have it. */
const MONTH_CODES = '123456789OND';

const weeklyLabel = (day: number): string => {
  const { year, month } = monthOf(day);
  return `${String(year % 100)}${MONTH_CODES[month] ?? ''}${dateOfDay(day).slice(8)}`;
};

/** Says on which day of a month its contracts expire. */
export type MonthlyExpiry = (segment: Segment, month: Month) => number;

/** The weekdays of the exchanges' expiries by the day from which they hold; 0 is Sunday. */
const EXPIRY_WEEKDAYS = {
  NSE: [
    ['2000-01-01', 4],
    ['2025-09-01', 2],
  ],
  BSE: [
    ['2000-01-01', 5],
    ['2025-01-04', 2],
    ['2025-09-01', 4],
  ],
} as const;

const expiryWeekday = (exchange: keyof typeof EXPIRY_WEEKDAYS, day: number): number =>
  EXPIRY_WEEKDAYS[exchange].findLast(([from]) => dayOfDate(from) <= day)?.[1] ?? 4;

/** The month's last expiry weekday of an exchange, or the trading day before it. */
export const lastWeekday =
  (exchange: keyof typeof EXPIRY_WEEKDAYS): MonthlyExpiry =>
  (segment, month) => {
    const last = lastDayOf(month);
    return onOrBefore(segment, last - ((weekday(last) - expiryWeekday(exchange, last) + 7) % 7));
  };

/** Two trading days before the month's last one, as contracts of currencies. */
export const currencyExpiry: MonthlyExpiry = (segment, month) =>
  tradingDaysBefore(segment, onOrBefore(segment, lastDayOf(month)), 2);

/** A day of the month, or the trading day before it. */
export const dayOfMonth =
  (day: number): MonthlyExpiry =>
  (segment, month) =>
    onOrBefore(segment, Math.min(lastDayOf(month), lastDayOf(monthsAfter(month, -1)) + day));

/**
 * The monthly series that are listed on a day, the nearest first. A series is listed until its expiry.
 * @param months The months of the year (0 is January) that have contracts; default: all.
 */
export const monthlySeries = (
  segment: Segment,
  day: number,
  count: number,
  expiryOf: MonthlyExpiry,
  months?: readonly number[],
): readonly Series[] => {
  const series: Series[] = [];
  for (let after = 0; series.length < count; after += 1) {
    const month = monthsAfter(monthOf(day), after);
    if (months !== undefined && !months.includes(month.month)) continue;
    const expiry = expiryOf(segment, month);
    if (expiry >= day) series.push({ expiry, label: monthLabel(month), isMonthly: true });
  }
  return series;
};

/** The expiries of the next weeks. The last one of a month is of its monthly series, and has its label. */
export const weeklySeries = (
  segment: Segment,
  day: number,
  count: number,
  exchange: keyof typeof EXPIRY_WEEKDAYS,
): readonly Series[] => {
  const monthly = lastWeekday(exchange);
  const series: Series[] = [];
  for (let week = 0; series.length < count; week += 1) {
    const from = day + 7 * week;
    const due = from + ((expiryWeekday(exchange, from) - weekday(from) + 7) % 7);
    const expiry = onOrBefore(segment, due);
    if (expiry < day) continue;
    const isMonthly = monthly(segment, monthOf(due)) === expiry;
    series.push({
      expiry,
      label: isMonthly ? monthLabel(monthOf(due)) : weeklyLabel(expiry),
      isMonthly,
    });
  }
  return series;
};
