import { yearTable } from '../../shared/market/calendar/day-table.ts';
import { type CalendarExchange, PUBLISHED_YEARS } from '../../shared/market/calendar/published-years.ts';
import { sessionsOf, type TradingWindow } from '../../shared/market/calendar.ts';
import { DAY_MS, dateOfDay, dayOfDate, weekday } from '../../shared/market/ist.ts';
import { COLUMNS, table, WEEKDAYS } from './columns.ts';

const daysOf = (year: number): readonly number[] => {
  const first = dayOfDate(`${year}-01-01`);
  return Array.from({ length: dayOfDate(`${year + 1}-01-01`) - first }, (_, index) => first + index);
};

const clock = (time: number): string => new Date(time % DAY_MS).toISOString().slice(11, 16);

/** `09:15-15:30`, several separated by a comma, `closed` or `unknown`. */
const hoursOf = (windows: readonly TradingWindow[] | undefined): string => {
  if (windows === undefined) return 'unknown';
  if (windows.length === 0) return 'closed';
  return windows.map(({ opens, closes }) => `${clock(opens)}-${clock(closes)}`).join(',');
};

/** The days of a year that an exchange lists, with what it calls them. */
const listedDays = (exchange: CalendarExchange, year: number): ReadonlyMap<number, string> => {
  const text = PUBLISHED_YEARS[exchange][year] ?? '';
  const market = exchange === 'MCX' ? 'commodity' : 'equity';
  const entries = yearTable(year, text, market) ?? new Map<number, { readonly occasion: string }>();
  return new Map([...entries].map(([day, { occasion }]) => [day, occasion]));
};

/** Lines for a person who checks a year against the list of the exchange; `undefined` if the year is not known. */
export const yearPage = (exchange: CalendarExchange, year: number): readonly string[] | undefined => {
  if (PUBLISHED_YEARS[exchange][year] === undefined) return undefined;
  const columns = COLUMNS[exchange];
  const listed = listedDays(exchange, year);
  const hours = (day: number) =>
    columns.map(({ segment, options }) => hoursOf(sessionsOf(segment, day, options)));
  const ordinary = daysOf(year).filter((day) => !listed.has(day) && weekday(day) !== 0 && weekday(day) !== 6);
  const changes = ordinary.filter(
    (day, place) => place === 0 || hours(day).join() !== hours(ordinary[place - 1] ?? day).join(),
  );
  const counts = columns.map(({ segment, options }) => {
    const sessions = daysOf(year).map((day) => sessionsOf(segment, day, options));
    return String(sessions.filter((windows) => windows !== undefined && windows.length > 0).length);
  });
  const titles = columns.map(({ title }) => title);
  return [
    `${exchange} ${year}, India. Sources: shared/market/calendar/${exchange.toLowerCase()}-${year}.ts`,
    '',
    ...table([
      ['Days', '', ...titles, ''],
      ['with trading', '', ...counts, ''],
      ['', ''],
      ...changes.map((day) => [`weekdays from ${dateOfDay(day)}`, '', ...hours(day), '']),
      ['', ''],
      ...[...listed].map(([day, occasion]) => [
        dateOfDay(day),
        WEEKDAYS[weekday(day)] ?? '',
        ...hours(day),
        occasion,
      ]),
    ]),
  ];
};

/** The hours of every day of all known years, by exchange and column: for programs. */
export const allDays = (): Record<string, Record<string, Record<string, string>>> =>
  Object.fromEntries(
    (Object.keys(COLUMNS) as CalendarExchange[]).map((exchange) => [
      exchange,
      Object.fromEntries(
        COLUMNS[exchange].map(({ title, segment, options }) => [
          title,
          Object.fromEntries(
            Object.keys(PUBLISHED_YEARS[exchange])
              .flatMap((year) => daysOf(Number(year)))
              .map((day) => [dateOfDay(day), hoursOf(sessionsOf(segment, day, options))]),
          ),
        ]),
      ),
    ]),
  );
