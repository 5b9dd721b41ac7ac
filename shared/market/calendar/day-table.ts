import { AlphaPandaError } from '../../errors.ts';
import { dateOfDay, dayOfDate } from '../ist.ts';
import { type TradingWindow, windowOf } from './trading-window.ts';

/** Markets with calendars of their own. `equity` is cash with the derivatives of shares and indices. */
export type Market = 'equity' | 'currency' | 'commodity';

/**
 * A day that differs from the weekly rule. `open`: as on any weekday. `morning` and `evening`: that session of the
 * commodity market only. `unknown`: the day is special, its hours are not known. Else the windows in which the market
 * trades.
 */
export type DayEntry = DayWord | readonly TradingWindow[];
type DayWord = (typeof WORDS)[number];
const WORDS = ['open', 'closed', 'morning', 'evening', 'unknown'] as const;

/** The entries of a year by day number. */
export type YearTable = ReadonlyMap<number, { readonly entry: DayEntry; readonly occasion: string }>;

const isWord = (text: string): text is DayWord => WORDS.some((word) => word === text);

const WINDOWS = /^(\d\d:\d\d-\d\d:\d\d)(,\d\d:\d\d-\d\d:\d\d)*$/;

const entryOf = (text: string, line: string): DayEntry => {
  if (isWord(text)) return text;
  if (!WINDOWS.test(text)) throw malformed(line);
  return text.split(',').map(windowOf);
};

const malformed = (line: string): AlphaPandaError =>
  new AlphaPandaError('BAD_CALENDAR', `calendar line "${line}" is not a date, its entries and an occasion`);

/**
 * Reads one market of a table. The first line names its columns. The entry of a market without a column is `undefined`.
 * @throws AlphaPandaError `BAD_CALENDAR`
 */
export const yearTable = (year: number, text: string, market: Market): YearTable | undefined => {
  const [header = '', ...lines] = text.trim().split('\n');
  const columns = header.trim().split(/\s+/);
  const column = columns.indexOf(market);
  if (column < 0) return undefined;
  return new Map(
    lines.map((line) => {
      const [date, ...rest] = line.trim().split(/\s+/);
      const entry = rest[column - 1];
      const day = dayOfDate(`${year}-${date}`);
      if (entry === undefined || Number.isNaN(day) || dateOfDay(day) !== `${year}-${date}`) {
        throw malformed(line);
      }
      return [day, { entry: entryOf(entry, line), occasion: rest.slice(columns.length - 2).join(' ') }];
    }),
  );
};
