import { describe, expect, it } from 'vitest';
import { isTradingDay } from '../../../shared/market/holidays.ts';
import { dayOfDate, weekday } from '../../../shared/market/ist.ts';

const days = (year: number): number[] => {
  const first = dayOfDate(`${year}-01-01`);
  return Array.from({ length: dayOfDate(`${year + 1}-01-01`) - first }, (_, index) => first + index);
};

describe('trading days', () => {
  it.each(['2026-01-26', '2026-11-10', '2026-11-24', '2026-12-25'])('leave out the holiday %s', (date) => {
    expect(isTradingDay(dayOfDate(date))).toBe(false);
  });

  it.each(['2026-11-07', '2026-11-08'])('leave out the weekend day %s, Diwali hour or not', (date) => {
    expect(isTradingDay(dayOfDate(date))).toBe(false);
  });

  it('are 245 in 2026: 261 weekdays less 16 holidays', () => {
    expect(days(2026).filter(isTradingDay)).toHaveLength(245);
  });

  it('are all weekdays of a year whose holidays are not listed', () => {
    const weekdays = days(2027).filter((day) => weekday(day) >= 1 && weekday(day) <= 5);

    expect(days(2027).filter(isTradingDay)).toEqual(weekdays);
  });
});
