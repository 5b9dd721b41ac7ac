import { describe, expect, test } from 'vitest';
import { isPollerTime, type PollerHours } from '../../../shared/poller-hours/hours.ts';

/** Of India. */
const at = (text: string): number => Date.parse(`${text.replace(' ', 'T')}:00.000+05:30`);

describe('mappings should be enabled', () => {
  test.each<[hours: PollerHours, time: string, expected: boolean]>([
    // A Monday. They have ten minutes to start.
    ['nse', '2026-11-30 08:59', false],
    ['nse', '2026-11-30 09:00', true],
    ['nse', '2026-11-30 15:44', true],
    ['nse', '2026-11-30 15:45', false],
    ['nse', '2026-11-28 11:00', false],
    ['nse', '2026-12-25 11:00', false],
    ['mcx', '2026-11-30 00:05', false],
    ['mcx', '2026-11-30 08:59', false],
    ['mcx', '2026-11-30 23:59', true],
    ['mcx', '2026-12-01 00:09', true],
    ['mcx', '2026-12-01 00:10', false],
    // Saturday, after the session of Friday.
    ['mcx', '2026-11-28 00:05', true],
    ['mcx', '2026-11-28 11:00', false],
    ['mcx', '2026-12-25 11:00', false],
    ['mcx', '2026-12-26 00:05', false],
    // Holidays of NSE on which MCX trades in the evening, and a Sunday with a full session.
    ['nse', '2026-11-24 18:00', false],
    ['mcx', '2026-11-24 18:00', true],
    ['nse', '2026-02-01 11:00', true],
    ['mcx', '2026-02-01 11:00', true],
    ['always', '2026-11-28 03:00', true],
    // Muhurat on a Sunday evening.
    ['nse', '2026-11-08 19:44', true],
    ['nse', '2026-11-08 19:45', false],
    ['nse', '2026-11-08 08:59', false],
    // Years without a calendar: every weekday counts.
    ['nse', '2031-06-16 11:00', true],
    ['nse', '2031-06-15 11:00', false],
  ])('with pollerHours=%s at %s in India: %s', (hours, time, expected) => {
    expect(isPollerTime(hours, at(time))).toBe(expected);
  });
});
