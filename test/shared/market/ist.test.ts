import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DAY_MS,
  dateOfDay,
  dayOfDate,
  istDate,
  istDay,
  istMidnight,
  istTimeOfDay,
  weekday,
} from '../../../shared/market/ist.ts';
import { check } from '../../support/seed.ts';

/** 2000 to 2100: before 1945 India kept other times. */
const moment = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2100, 0, 1) });

const kolkata = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Kolkata', dateStyle: 'short' });

describe('Indian days', () => {
  it('agree with the time zone database', () => {
    check(
      fc.property(moment, (at) => {
        expect(istDate(at)).toBe(kolkata.format(at));
      }),
    );
  });

  it('begin at their midnight and not a millisecond earlier', () => {
    check(
      fc.property(moment, (at) => {
        const midnight = istMidnight(at);

        expect(midnight).toBeLessThanOrEqual(at);
        expect(at - midnight).toBeLessThan(DAY_MS);
        expect(istDay(midnight)).toBe(istDay(at));
        expect(istDay(midnight - 1)).toBe(istDay(at) - 1);
        expect(midnight + istTimeOfDay(at)).toBe(at);
      }),
    );
  });

  it('are numbered so that a date and its number are one', () => {
    check(
      fc.property(moment, (at) => {
        expect(dayOfDate(istDate(at))).toBe(istDay(at));
        expect(dateOfDay(istDay(at))).toBe(istDate(at));
        expect(weekday(istDay(at))).toBe(new Date(`${istDate(at)}T12:00:00Z`).getUTCDay());
      }),
    );
  });

  it.each([
    ['2026-06-15T18:29:59.999Z', '2026-06-15'],
    ['2026-06-15T18:30:00.000Z', '2026-06-16'],
    ['2026-06-30T18:30:00.000Z', '2026-07-01'],
    ['2026-12-31T18:29:59.999Z', '2026-12-31'],
    ['2026-12-31T18:30:00.000Z', '2027-01-01'],
    ['2028-02-28T18:30:00.000Z', '2028-02-29'],
    ['2028-02-29T18:30:00.000Z', '2028-03-01'],
    ['1969-12-31T18:29:59.999Z', '1969-12-31'],
  ])('%s is %s in India', (utc, date) => {
    expect(istDate(Date.parse(utc))).toBe(date);
  });

  it('have weekdays before 1970 too', () => {
    expect(weekday(dayOfDate('1969-12-28'))).toBe(0);
  });
});
