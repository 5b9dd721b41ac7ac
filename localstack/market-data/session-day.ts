import { isTradingDay } from '../../shared/market/holidays.ts';
import { DAY_MS, dateOfDay, dayOfDate, IST_OFFSET_MS } from '../../shared/market/ist.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The day number of a session written `YYYY-MM-DD`; undefined if the text is not a calendar date. */
export const sessionDay = (date: string): number | undefined => {
  const day = DATE.test(date) ? dayOfDate(date) : Number.NaN;
  return !Number.isNaN(day) && dateOfDay(day) === date ? day : undefined;
};

/** The given day if it is a trading day, else the last trading day before it. @param day a day number */
export const latestTradingDay = (day: number): number =>
  isTradingDay(day) ? day : latestTradingDay(day - 1);

/** Epoch milliseconds of a time on an Indian day. @param sinceMidnight milliseconds */
export const momentOfDay = (day: number, sinceMidnight: number): number =>
  day * DAY_MS - IST_OFFSET_MS + sinceMidnight;
