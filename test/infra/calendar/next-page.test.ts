import { describe, expect, test } from 'vitest';
import { nextPage } from '../../../infra/calendar/next-page.ts';

const ist = (text: string): number => Date.parse(`${text.replace(' ', 'T')}:00.000+05:30`);

/** The cells of a row. */
const row = (exchange: 'NSE' | 'BSE' | 'MCX', title: string, at: string): readonly string[] => {
  const line = nextPage([exchange], ist(at)).find(
    (text) => text.startsWith(`${exchange}  `) && text.includes(title),
  );
  return line?.split(/ {2,}/).slice(2) ?? [];
};

describe('the page of next opens and closes', () => {
  test('says the time, and has a row for all that has hours of its own', () => {
    const lines = nextPage(['NSE', 'BSE', 'MCX'], ist('2026-11-30 10:00'));

    expect(lines[0]).toBe('At Mon 2026-11-30 10:00 in India');
    expect(lines).toHaveLength(3 + 5 + 4 + 3);
  });

  test.each<
    [exchange: 'NSE' | 'MCX', title: string, at: string, state: string, opens: string, closes: string]
  >([
    // In session, and before it.
    ['NSE', 'NFO', '2026-11-30 10:00', 'open', 'Tue 2026-12-01 09:15', 'Mon 2026-11-30 15:40'],
    ['NSE', 'NFO', '2026-11-30 09:00', 'closed', 'Mon 2026-11-30 09:15', 'Mon 2026-11-30 15:40'],
    // A weekend before a holiday: Guru Nanak Jayanti is a Tuesday with an evening of MCX.
    ['NSE', 'F&O shares', '2026-11-23 15:20', 'closed', 'Wed 2026-11-25 09:15', 'Wed 2026-11-25 15:15'],
    ['MCX', 'non-agri', '2026-11-24 10:00', 'closed', 'Tue 2026-11-24 17:00', 'Tue 2026-11-24 23:55'],
    ['MCX', 'other agri', '2026-11-24 10:00', 'closed', 'Wed 2026-11-25 09:00', 'Wed 2026-11-25 17:00'],
    // Muhurat on a Sunday.
    ['NSE', 'NFO', '2026-11-08 18:30', 'open', 'Mon 2026-11-09 09:15', 'Sun 2026-11-08 19:15'],
    // A Saturday with two sessions.
    ['NSE', 'NFO', '2024-03-02 10:30', 'closed', 'Sat 2024-03-02 11:30', 'Sat 2024-03-02 12:30'],
    // The year after the last that is published.
    ['NSE', 'NFO', '2026-12-31 16:00', 'closed', 'not known: no calendar', 'not known: no calendar'],
    ['NSE', 'NFO', '2027-01-04 10:00', 'unknown', 'not known: no calendar', 'not known: no calendar'],
  ])('%s %s at %s: %s, opens %s, closes %s', (exchange, title, at, ...expected) => {
    expect(row(exchange, title, at)).toEqual(expected);
  });
});
