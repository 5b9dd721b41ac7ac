import { AlphaPandaError } from '../../shared/errors.ts';
import { isTradingDay } from '../../shared/market/calendar.ts';
import { DAY_MS, dateOfDay, dayOfDate, IST_OFFSET_MS } from '../../shared/market/ist.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The day number of a session written `YYYY-MM-DD`; undefined if the text is not a calendar date. */
export const sessionDay = (date: string): number | undefined => {
  const day = DATE.test(date) ? dayOfDate(date) : Number.NaN;
  return !Number.isNaN(day) && dateOfDay(day) === date ? day : undefined;
};

/**
 * The given day if NSE trades on it, else the last trading day before it. After the years with a calendar that is the
 * last trading day of the last of them. @param day a day number
 * @throws AlphaPandaError `NO_CALENDAR` before the years with a calendar
 */
export const latestTradingDay = (day: number): number => {
  for (let before = day; before > 0; before -= 1) if (isTradingDay('NSE', before) === true) return before;
  throw new AlphaPandaError('NO_CALENDAR', `no trading day of NSE is known on or before ${dateOfDay(day)}`);
};

/** Epoch milliseconds of a time on an Indian day. @param sinceMidnight milliseconds */
export const momentOfDay = (day: number, sinceMidnight: number): number =>
  day * DAY_MS - IST_OFFSET_MS + sinceMidnight;
