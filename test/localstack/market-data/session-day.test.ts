import { describe, expect, it } from 'vitest';
import { latestTradingDay, momentOfDay, sessionDay } from '../../../localstack/market-data/session-day.ts';
import { dateOfDay, dayOfDate, istDay } from '../../../shared/market/ist.ts';

describe('sessionDay', () => {
  it('gives the day number of a date', () => {
    expect(sessionDay('1970-01-02')).toBe(1);
  });

  it.each(['2024-02-30', '2024-2-3', '02-03-2024', ''])('has no day for "%s"', (text) => {
    expect(sessionDay(text)).toBeUndefined();
  });
});

describe('latestTradingDay', () => {
  it.each([
    ['2026-11-25', '2026-11-25'],
    ['2026-11-24', '2026-11-23'],
    ['2026-11-22', '2026-11-20'],
    ['2029-11-22', '2026-12-31'],
  ])('of %s is %s', (date, session) => {
    expect(dateOfDay(latestTradingDay(dayOfDate(date)))).toBe(session);
  });
});

describe('momentOfDay', () => {
  it('counts from midnight in India', () => {
    const day = dayOfDate('2024-01-02');

    expect(new Date(momentOfDay(day, 9.25 * 3_600_000)).toISOString()).toBe('2024-01-02T03:45:00.000Z');
    expect(istDay(momentOfDay(day, 0))).toBe(day);
    expect(istDay(momentOfDay(day, -1))).toBe(day - 1);
  });
});
