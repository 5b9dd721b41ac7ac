import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextSessionExpiry } from '../../../shared/auth/session-expiry.ts';
import { DAY_MS, istTimeOfDay } from '../../../shared/market/ist.ts';

const SIX = 6 * 3_600_000;

/** A moment written as India's clocks show it. */
const ist = (text: string): number => Date.parse(`${text}+05:30`);

const moments = fc.integer({ min: Date.parse('1999-01-01'), max: Date.parse('2105-01-01') });

describe('nextSessionExpiry', () => {
  it.each([
    ['in the morning', '2026-11-24T09:15:00.000', '2026-11-25T06:00:00.000'],
    ['a millisecond before six', '2026-11-24T05:59:59.999', '2026-11-24T06:00:00.000'],
    ['at six: the next one', '2026-11-24T06:00:00.000', '2026-11-25T06:00:00.000'],
    ['a millisecond after six', '2026-11-24T06:00:00.001', '2026-11-25T06:00:00.000'],
    ['a millisecond before midnight', '2026-11-24T23:59:59.999', '2026-11-25T06:00:00.000'],
    ['at midnight', '2026-11-25T00:00:00.000', '2026-11-25T06:00:00.000'],
    ['at the end of a month', '2026-11-30T15:30:00.000', '2026-12-01T06:00:00.000'],
    ['at the end of a year', '2026-12-31T23:00:00.000', '2027-01-01T06:00:00.000'],
    ['before a leap day', '2028-02-28T10:00:00.000', '2028-02-29T06:00:00.000'],
    ['on a leap day', '2028-02-29T10:00:00.000', '2028-03-01T06:00:00.000'],
    ['where there is no leap day', '2027-02-28T10:00:00.000', '2027-03-01T06:00:00.000'],
    ['in a century without a leap day', '2100-02-28T10:00:00.000', '2100-03-01T06:00:00.000'],
  ])('is the next six in the morning in India: %s', (_when, at, expected) => {
    expect(new Date(nextSessionExpiry(ist(at))).toISOString()).toBe(new Date(ist(expected)).toISOString());
  });

  it('is always at six in India, later than the moment, and by a day at most', () => {
    fc.assert(
      fc.property(moments, (at) => {
        const expiry = nextSessionExpiry(at);
        expect(istTimeOfDay(expiry)).toBe(SIX);
        expect(expiry).toBeGreaterThan(at);
        expect(expiry - at).toBeLessThanOrEqual(DAY_MS);
      }),
    );
  });

  it('never goes back, and is the same for all moments between two of them', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: 0, max: DAY_MS - 1 }), (at, later) => {
        const expiry = nextSessionExpiry(at);
        expect(nextSessionExpiry(expiry - 1 - later)).toBe(expiry);
        expect(nextSessionExpiry(expiry)).toBe(expiry + DAY_MS);
      }),
    );
  });

  it('agrees with the calendar of another implementation', () => {
    const india = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Asia/Kolkata',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    fc.assert(
      fc.property(moments, (at) => {
        expect(india.format(nextSessionExpiry(at))).toBe('06:00:00');
      }),
    );
  });
});
