import { describe, expect, it } from 'vitest';
import { yearTable } from '../../../../shared/market/calendar/day-table.ts';
import { PUBLISHED_YEARS } from '../../../../shared/market/calendar/published-years.ts';
import { isOpen, sessionsOf } from '../../../../shared/market/calendar.ts';
import type { Segment } from '../../../../shared/market/instrument.ts';
import { DAY_MS, dateOfDay, dayOfDate, IST_OFFSET_MS, weekday } from '../../../../shared/market/ist.ts';

const MARKETS = ['equity', 'currency', 'commodity'] as const;

const YEARS = Object.entries(PUBLISHED_YEARS).flatMap(([exchange, years]) =>
  Object.entries(years).map(([year, text]) => ({ exchange, year: Number(year), text })),
);

describe.each(YEARS)('$exchange $year', ({ year, text }) => {
  it('is in order of date, and lists only days that differ from the weekly rule', () => {
    const entries = MARKETS.map((market) => yearTable(year, text, market)).filter(
      (table) => table !== undefined,
    );
    const days = [...(entries[0]?.keys() ?? [])];

    expect(days).toEqual([...new Set(days)].sort((one, other) => one - other));
    for (const day of days) {
      const isWeekend = weekday(day) === 0 || weekday(day) === 6;
      const words = entries.map((table) => table.get(day)?.entry);
      expect(
        words.some((entry) => entry !== (isWeekend ? 'closed' : 'open')),
        dateOfDay(day),
      ).toBe(true);
      if (isWeekend) expect(words.includes('open'), dateOfDay(day)).toBe(false);
    }
  });
});

/** What the lists say, expanded here without the calendar's code. */
interface Rule {
  readonly segment: Segment;
  readonly exchange: keyof typeof PUBLISHED_YEARS;
  readonly column: string;
  readonly weekday: (date: string) => string;
}

/** First days of the summer and of the winter hours of the US. */
const US_CLOCKS = [
  ['2021-03-14', '2021-11-07'],
  ['2022-03-13', '2022-11-06'],
  ['2023-03-12', '2023-11-05'],
  ['2024-03-10', '2024-11-03'],
  ['2025-03-09', '2025-11-02'],
  ['2026-03-08', '2026-11-01'],
] as const;

const commodity = (date: string): string =>
  US_CLOCKS.some(([summer, winter]) => date >= summer && date < winter) ? '23:30' : '23:55';

const RULES: readonly Rule[] = [
  {
    segment: 'NSE',
    exchange: 'NSE',
    column: 'equity',
    weekday: (date) => (date < '2026-08-03' ? '09:15-15:30' : '09:15-15:15'),
  },
  {
    segment: 'NFO-OPT',
    exchange: 'NSE',
    column: 'equity',
    weekday: (date) => (date < '2026-08-03' ? '09:15-15:30' : '09:15-15:40'),
  },
  { segment: 'CDS-FUT', exchange: 'NSE', column: 'currency', weekday: () => '09:00-17:00' },
  {
    segment: 'MCX-FUT',
    exchange: 'MCX',
    column: 'commodity',
    weekday: (date) => `09:00-${commodity(date)}`,
  },
];

const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

/** The windows of a date, `HH:MM-HH:MM`, from the text of its year. */
const windowsOf = ({ exchange, column, weekday: ordinary }: Rule, date: string): string[] => {
  const lines = (PUBLISHED_YEARS[exchange][Number(date.slice(0, 4))] ?? '').trim().split('\n');
  const place = (lines[0] ?? '').split(/ +/).indexOf(column);
  const line = lines.find((one) => one.startsWith(date.slice(5)));
  const isWeekend = [0, 6].includes(new Date(date).getUTCDay());
  const entry = line === undefined ? (isWeekend ? 'closed' : 'open') : line.split(/ +/)[place];
  switch (entry) {
    case 'closed':
      return [];
    case 'open':
      return [ordinary(date)];
    case 'morning':
      return ['09:00-17:00'];
    case 'evening':
      return [`17:00-${commodity(date)}`];
    default:
      return entry?.split(',') ?? [];
  }
};

describe('minute by minute from 2021 to 2026', () => {
  it.each(RULES)('$segment is open as the lists say', (rule) => {
    const first = dayOfDate('2021-01-01');
    const last = dayOfDate('2026-12-31');
    const wrong: string[] = [];
    for (let day = first; day <= last; day += 1) {
      const date = dateOfDay(day);
      const windows = windowsOf(rule, date).map((text) => text.split('-').map(minuteOf));
      const midnight = day * DAY_MS - IST_OFFSET_MS;
      let differs = false;
      for (let minute = 0; minute < 1_440; minute += 1) {
        const listed = windows.some(([opens = 0, closes = 0]) => minute >= opens && minute < closes);
        if (isOpen(rule.segment, midnight + minute * 60_000) !== listed) differs = true;
      }
      if (differs) wrong.push(date);
    }

    expect(wrong).toEqual([]);
  });

  it('follows the same lists for BSE, but for 2021-02-24', () => {
    const days = Array.from({ length: 2_191 }, (_, index) => dayOfDate('2021-01-01') + index);
    const differing = days.filter(
      (day) => JSON.stringify(sessionsOf('BSE', day)) !== JSON.stringify(sessionsOf('NSE', day)),
    );

    expect(differing.map(dateOfDay)).toEqual(['2021-02-24']);
  });
});
