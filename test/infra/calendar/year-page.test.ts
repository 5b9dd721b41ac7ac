import { describe, expect, it } from 'vitest';
import { allDays, yearPage } from '../../../infra/calendar/year-page.ts';

describe('a printed year', () => {
  it('has the hours from each change on, and every listed day with its occasion', () => {
    const lines = yearPage('NSE', 2026) ?? [];

    expect(lines[0]).toBe('NSE 2026, India. Sources: shared/market/calendar/nse-2026.ts');
    expect(lines.find((line) => line.startsWith('weekdays from 2026-08-03'))).toMatch(
      /09:15-15:15 +09:15-15:30 +09:15-15:40 +09:00-17:00 +09:00-23:30$/,
    );
    expect(lines.find((line) => line.startsWith('2026-11-24'))).toMatch(
      /Tue +closed +closed +closed +closed +17:00-23:55 +Guru Nanak Jayanti$/,
    );
  });

  it('says where hours were not found', () => {
    expect(yearPage('MCX', 2017)?.find((line) => line.startsWith('2017-10-19'))).toMatch(/Thu +unknown/);
  });

  it('is nothing for a year that is not published', () => {
    expect(yearPage('MCX', 2027)).toBeUndefined();
  });
});

describe('all days', () => {
  it('have the hours of each day from 2015 to 2026', () => {
    const { NSE } = allDays();

    expect(Object.keys(NSE?.NFO ?? {})).toHaveLength(4_383);
    expect(NSE?.NFO?.['2024-03-02']).toBe('09:15-10:00,11:30-12:30');
    expect(NSE?.CDS?.['2016-01-04']).toBe('unknown');
  });
});
