import type { Instrument, Segment } from '../instrument.ts';
import { dateOfDay, weekday } from '../ist.ts';
import { commodityGroupOf } from './commodity-group.ts';
import { type DayEntry, type Market, type YearTable, yearTable } from './day-table.ts';
import { marketOf } from './market-of.ts';
import { type CalendarExchange, PUBLISHED_YEARS } from './published-years.ts';
import { type CommodityGroup, regularHours } from './regular-hours.ts';
import type { TradingWindow } from './trading-window.ts';

export interface SessionOptions {
  /**
   * Whether a share closes by auction: at 15:15 instead of 15:30 since 2026-08-03. Kite's instruments file does not say
   * it, so a share is taken to do so unless it is known not to: 15 minutes too few rather than orders into an auction.
   */
  readonly closingAuction?: boolean | undefined;
  /** Only segments of commodities look at it. Default: `non_agri`, which most contracts are. */
  readonly commodity?: CommodityGroup | undefined;
}

/** The options for an instrument. */
export const sessionOptionsOf = ({
  segment,
  tradingsymbol,
  closing_auction,
}: Pick<Instrument, 'segment' | 'tradingsymbol' | 'closing_auction'>): SessionOptions =>
  marketOf(segment)[1] === 'commodity'
    ? { commodity: commodityGroupOf(tradingsymbol) }
    : { closingAuction: closing_auction };

/** The tables that were read, by exchange, market and year. A year is read when it is first asked for. */
const tables = new Map<string, YearTable | undefined>();

const tableOf = (exchange: CalendarExchange, market: Market, year: number): YearTable | undefined => {
  const name = `${exchange} ${market} ${year}`;
  if (tables.has(name)) return tables.get(name);
  const text = PUBLISHED_YEARS[exchange][year];
  const table = text === undefined ? undefined : yearTable(year, text, market);
  tables.set(name, table);
  return table;
};

/** Whether the exchange's list names a day: it differs from the weekly rule. False in a year without a list. */
export const isListedDay = (segment: Segment, day: number): boolean =>
  tableOf(...marketOf(segment), Number(dateOfDay(day).slice(0, 4)))?.has(day) ?? false;

const weekly = (day: number): DayEntry => {
  const dayOfWeek = weekday(day);
  return dayOfWeek === 0 || dayOfWeek === 6 ? 'closed' : 'open';
};

const NONE: readonly TradingWindow[] = [];

const findSessions = (
  segment: Segment,
  day: number,
  closingAuction: boolean,
  group: CommodityGroup,
): readonly TradingWindow[] | undefined => {
  const table = tableOf(...marketOf(segment), Number(dateOfDay(day).slice(0, 4)));
  if (table === undefined) return undefined;
  const entry = table.get(day)?.entry ?? weekly(day);
  if (entry === 'unknown') return undefined;
  if (entry === 'closed') return NONE;
  if (typeof entry !== 'string') return entry;
  const window = regularHours(segment, day, closingAuction, group)?.[entry];
  return window === undefined ? NONE : [window];
};

/** `null`: the hours of the day are not known. */
type Days = Map<number, readonly TradingWindow[] | null>;

/** Sessions that were asked for, by segment, options and day. */
const known = new Map<Segment, Map<CommodityGroup, readonly [Days, Days]>>();

const daysOf = (segment: Segment, closingAuction: boolean, group: CommodityGroup): Days => {
  let groups = known.get(segment);
  if (groups === undefined) {
    groups = new Map();
    known.set(segment, groups);
  }
  let both = groups.get(group);
  if (both === undefined) {
    both = [new Map(), new Map()];
    groups.set(group, both);
  }
  return both[closingAuction ? 1 : 0];
};

/**
 * The windows of continuous trading of a segment on a day (a day number of `istDay`), in order. Empty on a day without
 * trading, `undefined` on a day whose hours are not known: its year is not published, or was not found.
 */
export const sessionsOf = (
  segment: Segment,
  day: number,
  { closingAuction = true, commodity = 'non_agri' }: SessionOptions = {},
): readonly TradingWindow[] | undefined => {
  const days = daysOf(segment, closingAuction, commodity);
  const found = days.get(day);
  if (found !== undefined) return found ?? undefined;
  const sessions = findSessions(segment, day, closingAuction, commodity);
  days.set(day, sessions ?? null);
  return sessions;
};
