import { dateOfDay, dayOfDate, weekday } from './ist.ts';

/**
 * Weekdays on which NSE and BSE do not trade, by year. Kite has no holiday API, so a year is added here when
 * the exchanges publish it.
 */
const HOLIDAYS: ReadonlyMap<number, ReadonlySet<number>> = new Map([
  [
    2026,
    new Set(
      [
        '2026-01-15',
        '2026-01-26',
        '2026-03-03',
        '2026-03-26',
        '2026-03-31',
        '2026-04-03',
        '2026-04-14',
        '2026-05-01',
        '2026-05-28',
        '2026-06-26',
        '2026-09-14',
        '2026-10-02',
        '2026-10-20',
        '2026-11-10',
        '2026-11-24',
        '2026-12-25',
      ].map(dayOfDate),
    ),
  ],
]);

const yearOf = (day: number): number => Number(dateOfDay(day).slice(0, 4));

/**
 * Whether the exchanges trade on a day (a day number of `istDay`). In a year whose holidays are not listed every
 * weekday counts: a price that is not moving is then for the price-age rule to notice, and the broker refuses
 * what comes all the same. Special weekend sessions (the muhurat hour of Diwali) count as closed.
 */
export const isTradingDay = (day: number): boolean => {
  const dayOfWeek = weekday(day);
  if (dayOfWeek === 0 || dayOfWeek === 6) return false;
  return HOLIDAYS.get(yearOf(day))?.has(day) !== true;
};
