import { marketState, type SessionOptions, sessionsOf } from '../../shared/market/calendar.ts';
import type { Segment } from '../../shared/market/instrument.ts';
import { dateOfDay, dayOfDate, weekday } from '../../shared/market/ist.ts';
import type { FidelityRow } from './row.ts';

const TESTS = 'test/shared/market/calendar.test.ts';
const MINUTES = 'test/shared/market/calendar/published-years.test.ts › minute by minute from 2021 to 2026';

const clock = (time: number): string => new Date(time).toISOString().slice(11, 16);

const hours = (segment: Segment, date: string, options?: SessionOptions): string => {
  const windows = sessionsOf(segment, dayOfDate(date), options);
  if (windows === undefined) return 'not known';
  if (windows.length === 0) return 'closed';
  return windows.map(({ opens, closes }) => `${clock(opens)}–${clock(closes)}`).join(', ');
};

const weekdaysOf = (year: number): readonly string[] => {
  const first = dayOfDate(`${year}-01-01`);
  return Array.from({ length: dayOfDate(`${year + 1}-01-01`) - first }, (_, index) => first + index)
    .filter((day) => weekday(day) >= 1 && weekday(day) <= 5)
    .map(dateOfDay);
};

const isOpenAt = (segment: Segment, date: string, time: string): boolean =>
  marketState(segment, Date.parse(`${date}T${time}:00+05:30`)) === 'open';

const monthAndDay = (dates: readonly string[]): string => dates.map((date) => date.slice(5)).join(' ');

const closedWeekdays = (segment: Segment, year: number): readonly string[] =>
  weekdaysOf(year).filter((date) => !isOpenAt(segment, date, '12:00'));

const day = (
  segment: Segment,
  date: string,
  expected: string,
  source: string,
  note?: string,
): FidelityRow => ({
  figure: `${segment} on ${date}`,
  source,
  expected,
  product: () => hours(segment, date),
  test: `${TESTS} › special sessions`,
  ...(note !== undefined && { note }),
});

const PACKAGES = 'circulars, exchange_calendars 4.13, pandas_market_calendars 5.5';

const holidays = (year: number, expected: string): FidelityRow => ({
  figure: `NSE cash and F&O, weekdays of ${year} without an ordinary session`,
  source: PACKAGES,
  expected,
  product: () => monthAndDay(closedWeekdays('NSE', year)),
  test: `${TESTS} › weekdays without an ordinary session`,
});

export const ROWS: readonly FidelityRow[] = [
  holidays(2022, '01-26 03-01 03-18 04-14 04-15 05-03 08-09 08-15 08-31 10-05 10-24 10-26 11-08'),
  holidays(2023, '01-26 03-07 03-30 04-04 04-07 04-14 05-01 06-29 08-15 09-19 10-02 10-24 11-14 11-27 12-25'),
  holidays(
    2024,
    '01-22 01-26 03-08 03-25 03-29 04-11 04-17 05-01 05-20 06-17 07-17 08-15 10-02 11-01 11-15 11-20 12-25',
  ),
  holidays(2025, '02-26 03-14 03-31 04-10 04-14 04-18 05-01 08-15 08-27 10-02 10-21 10-22 11-05 12-25'),
  holidays(
    2026,
    '01-15 01-26 03-03 03-26 03-31 04-03 04-14 05-01 05-28 06-26 09-14 10-02 10-20 11-10 11-24 12-25',
  ),
  day('NSE', '2021-02-24', '09:15–11:40, 15:45–17:00', 'NSE notice (money9.com)'),
  day('NSE', '2022-10-24', '18:15–19:15', 'pandas_market_calendars 5.5 NSE'),
  day('NSE', '2023-11-12', '18:15–19:15', 'BSE notice 20221208-31, newspapers'),
  day('NSE', '2024-01-20', '09:15–15:30', 'NSE circular (ndtvprofit.com 2024-05-07)'),
  day('NSE', '2024-03-02', '09:15–10:00, 11:30–12:30', 'NSE circular (livemint.com 2023-12-29)'),
  day(
    'NFO-OPT',
    '2024-05-18',
    '09:15–10:00, 11:30–12:30',
    'Zerodha bulletin 377895, ndtvprofit.com',
    'some papers print 11:45–12:40',
  ),
  day('NSE', '2024-11-01', '18:00–19:00', 'pandas_market_calendars 5.5 NSE'),
  day('NSE', '2025-02-01', '09:15–15:30', 'NSE and BSE circulars (livemint.com 2025-01-29)'),
  day('MCX-FUT', '2025-02-01', '09:00–17:00', 'MCX circular (livemint.com 2025-01-29)'),
  day('NSE', '2025-10-21', '13:45–14:45', 'NSE/ISC/70700, pandas_market_calendars 5.5 NSE'),
  day('NSE', '2026-02-01', '09:15–15:30', 'NSE/CMTR/72349'),
  day('NFO-FUT', '2026-02-01', '09:15–15:30', 'NSE/FAOP/72352'),
  day('NCO-FUT', '2026-02-01', '09:00–17:00', 'NSE/COM/72351'),
  day(
    'NSE',
    '2026-11-08',
    '18:15–19:15',
    'BSE 20251212-8 for the day, aion-indian-market-calendar 1.6 for the hour',
    'hour from one source',
  ),
  {
    figure: 'MCX, days of 2026 with an evening session only',
    source: 'BSE 20251215-5, NSE/COM/72263, aion-indian-market-calendar 1.6',
    expected: '01-15 03-03 03-26 03-31 04-14 05-01 05-28 06-26 09-14 10-20 11-10 11-24',
    product: () =>
      monthAndDay(closedWeekdays('MCX-FUT', 2026).filter((date) => isOpenAt('MCX-FUT', date, '18:00'))),
    test: `${TESTS} › the commodity market`,
  },
  {
    figure: 'MCX on 2026-01-01',
    source: 'MCX list of 2026',
    expected: '09:00–17:00',
    product: () => hours('MCX-FUT', '2026-01-01'),
    test: `${TESTS} › is closed in the evening of 2026-01-01`,
  },
  {
    figure: 'Currency, weekdays of 2026 that are closed while NSE cash trades',
    source: 'BSE 20251223-12 and 20260109-16',
    expected: '02-19 03-19 04-01 08-26',
    product: () =>
      monthAndDay(closedWeekdays('CDS-FUT', 2026).filter((date) => isOpenAt('NSE', date, '12:00'))),
    test: `${TESTS} › the currency market`,
  },
  ...(
    [
      ['2026-07-31', '09:15–15:30', '09:15–15:30', '09:15–15:30'],
      ['2026-08-03', '09:15–15:15', '09:15–15:30', '09:15–15:40'],
    ] as const
  ).flatMap(([date, auction, cash, derivatives]): FidelityRow[] => [
    {
      figure: `NSE share with derivatives on ${date}`,
      source: 'NSE/CMTR/73362',
      expected: auction,
      product: () => hours('NSE', date),
      test: `${TESTS} › market hours`,
    },
    {
      figure: `NSE share without derivatives on ${date}`,
      source: 'NSE/CMTR/73362',
      expected: cash,
      product: () => hours('NSE', date, { closingAuction: false }),
      test: `${TESTS} › last until 15:30 for a stock known to close without an auction`,
    },
    {
      figure: `NFO on ${date}`,
      source: 'BSE 20260612-9 (F&O to 15:40)',
      expected: derivatives,
      product: () => hours('NFO-OPT', date),
      test: `${TESTS} › market hours`,
    },
  ]),
  ...(
    [
      ['2018-12-28', '10:00–23:55', 'Zerodha bulletin 204363'],
      ['2018-12-31', '09:00–23:55', 'Zerodha bulletin 204363'],
      ['2020-03-30', '09:00–17:00', 'MCX circular of 2020-03-26'],
      ['2020-04-23', '09:00–23:30', 'economictimes.com 75278871'],
      ['2026-03-06', '09:00–23:55', 'NSE/COM/72699'],
      ['2026-03-09', '09:00–23:30', 'NSE/COM/72699'],
      ['2026-10-30', '09:00–23:30', 'NSE/COM/72699'],
    ] as const
  ).map(
    ([date, expected, source]): FidelityRow => ({
      figure: `MCX, non-agricultural, on ${date}`,
      source,
      expected,
      product: () => hours('MCX-FUT', date),
      test: date < '2021' ? `${TESTS} › hours of commodities` : MINUTES,
    }),
  ),
  {
    figure: 'MCX cotton on a day with an evening session only (2026-11-24)',
    source: 'Zerodha bulletins 204363 and 284497',
    expected: '17:00–21:00',
    product: () => hours('MCX-FUT', '2026-11-24', { commodity: 'agri_world' }),
    test: `${TESTS} › hours of commodities`,
  },
  {
    figure: 'NSE in 2027',
    source: 'not published before mid-December 2026',
    expected: 'not known',
    product: () => hours('NSE', '2027-01-04'),
    test: `${TESTS} › is said, and never taken for open or closed`,
  },
];
