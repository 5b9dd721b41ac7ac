import { createEvent } from '../events/create.ts';
import type { EventOf } from '../events/envelope.ts';
import { ALPHA_PANDA, uuidV5 } from '../events/ids.ts';
import { topicsFor } from '../events/topics.ts';
import type { SessionEvent } from '../events/types.ts';
import { sessionsOf } from './calendar.ts';
import type { Instrument, Segment } from './instrument.ts';
import { DAY_MS, dateOfDay, IST_OFFSET_MS, istDay, istTimeOfDay, MINUTE_MS } from './ist.ts';

/** Markets that open and close together. */
export type SessionMarket = SessionEvent['market'];

/** The market whose moments concern an instrument. On paper an index stands for its future. */
export const sessionMarketOf = ({
  segment,
  closing_auction = true,
}: Pick<Instrument, 'segment' | 'closing_auction'>): SessionMarket => {
  switch (segment) {
    case 'NSE':
    case 'BSE':
      return closing_auction ? 'auction_shares' : 'shares';
    case 'INDICES':
    case 'NFO-FUT':
    case 'NFO-OPT':
    case 'BFO-FUT':
    case 'BFO-OPT':
      return 'derivatives';
    case 'CDS-FUT':
    case 'CDS-OPT':
    case 'BCD-FUT':
    case 'BCD-OPT':
      return 'currencies';
    case 'MCX-FUT':
    case 'MCX-OPT':
    case 'NCO-FUT':
    case 'NCO-OPT':
      return 'commodities';
    default:
      return segment satisfies never;
  }
};

/** Minutes before the close, by the day since which they hold. */
type Minutes = readonly (readonly [since: string, minutes: number])[];

interface MomentOptions {
  /** Minutes before each market's close at which intraday positions are closed; 0: the broker's times. */
  readonly ownMinutes?: number;
  /**
   * Also closes them at the last moment of the session. A feed in market time needs it: bars of 15 minutes or a day have no
   * price near the other times, and their last price is that of the close.
   */
  readonly lastTry?: boolean;
}

interface Moments {
  /** The segment whose calendar the market has. */
  readonly calendar: Segment;
  readonly closingAuction: boolean;
  readonly squareOff: Minutes;
  readonly expires: boolean;
}

/**
 * Zerodha's published times of the automatic square-off: shares 15:20, derivatives 15:25, currencies 16:45, commodities 25
 * minutes before the close. They are from before 2026-08-03, and hold for later days where nothing else is known. Shares
 * with a closing auction trade until 15:15 since then: brokers publish 15:00 to 15:12, so they are closed from 15:05.
 */
const MOMENTS: Readonly<Record<SessionMarket, Moments>> = {
  shares: { calendar: 'NSE', closingAuction: false, squareOff: [['', 10]], expires: false },
  auction_shares: { calendar: 'NSE', closingAuction: true, squareOff: [['', 10]], expires: false },
  derivatives: {
    calendar: 'NFO-FUT',
    closingAuction: false,
    squareOff: [
      ['2026-08-03', 15],
      ['', 5],
    ],
    expires: true,
  },
  currencies: { calendar: 'CDS-FUT', closingAuction: false, squareOff: [['', 15]], expires: true },
  commodities: { calendar: 'MCX-FUT', closingAuction: false, squareOff: [['', 25]], expires: true },
};

/** A position that could not be closed is tried again so often until the close. */
const AGAIN_EVERY_MS = 5 * MINUTE_MS;
/** After the last price of any bar. */
const LAST_TRY_BEFORE_CLOSE_MS = 1;
/** The exchange's last prices of the day are known by then. */
const EXPIRY_AFTER_CLOSE_MS = MINUTE_MS;
/** Before the pre-open, so that positions are adjusted before an order can meet them. */
const DAY_BEFORE_OPEN_MS = 20 * MINUTE_MS;

/** Whether a square-off is the last one of the session: all others are at full minutes. */
export const isLastTry = ({ timestamp }: Pick<SessionEvent, 'timestamp'>): boolean =>
  Date.parse(timestamp) % MINUTE_MS !== 0;

const minutesOn = (minutes: Minutes, date: string): number =>
  minutes.find(([since]) => since <= date)?.[1] ?? 0;

/** Epoch milliseconds of a time on a day in India. */
const momentOf = (day: number, sinceMidnight: number): number => day * DAY_MS - IST_OFFSET_MS + sinceMidnight;

interface Closing {
  /** The first window of the day. */
  readonly opens: number;
  /** When the square-off begins, and the last window closes. */
  readonly squaresOff: number;
  readonly closes: number;
}

/** In milliseconds since midnight; undefined on a day without trading, or without a calendar. */
const closingOf = (market: SessionMarket, day: number, ownMinutes: number): Closing | undefined => {
  const { calendar, closingAuction, squareOff } = MOMENTS[market];
  const windows = sessionsOf(calendar, day, { closingAuction }) ?? [];
  const [first, last] = [windows[0], windows.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const before = ownMinutes > 0 ? ownMinutes : minutesOn(squareOff, dateOfDay(day));
  const squaresOff = Math.max(last.opens, last.closes - before * MINUTE_MS);
  return { opens: first.opens, squaresOff, closes: last.closes };
};

const momentsOf = (
  market: SessionMarket,
  day: number,
  { ownMinutes = 0, lastTry = false }: MomentOptions,
): readonly SessionEvent[] => {
  const closing = closingOf(market, day, ownMinutes);
  if (closing === undefined) return [];
  const { opens, squaresOff, closes } = closing;
  const event = (kind: SessionEvent['kind'], sinceMidnight: number): SessionEvent => ({
    ...{ kind, market, date: dateOfDay(day) },
    timestamp: new Date(momentOf(day, sinceMidnight)).toISOString(),
  });
  const events: SessionEvent[] = [];
  if (market === 'shares') events.push(event('day_opens', opens - DAY_BEFORE_OPEN_MS));
  for (let at = squaresOff; at < closes; at += AGAIN_EVERY_MS) events.push(event('square_off', at));
  if (lastTry) events.push(event('square_off', closes - LAST_TRY_BEFORE_CLOSE_MS));
  if (MOMENTS[market].expires) events.push(event('expiry', closes + EXPIRY_AFTER_CLOSE_MS));
  return events;
};

/**
 * Whether intraday positions of an instrument are being closed, until its market closes: the broker takes no new ones. False
 * where the calendar is not known.
 * @param at Epoch milliseconds
 */
export const isSquaringOff = (
  instrument: Pick<Instrument, 'segment' | 'closing_auction'>,
  at: number,
  ownMinutes = 0,
): boolean => {
  const closing = closingOf(sessionMarketOf(instrument), istDay(at), ownMinutes);
  const sinceMidnight = istTimeOfDay(at);
  return closing !== undefined && sinceMidnight >= closing.squaresOff && sinceMidnight < closing.closes;
};

const byTime = (a: SessionEvent, b: SessionEvent): number =>
  a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0;

/**
 * The moments of a day (a day number of `istDay`) at which positions change by themselves, in order of time. None on a
 * day without trading, or in a year without a calendar.
 */
export const sessionMomentsOf = (day: number, options: MomentOptions = {}): readonly SessionEvent[] =>
  (Object.keys(MOMENTS) as SessionMarket[]).flatMap((market) => momentsOf(market, day, options)).sort(byTime);

/**
 * The moments after one time and up to another, in epoch milliseconds.
 */
export const sessionMomentsBetween = (
  after: number,
  until: number,
  ownMinutes = 0,
): readonly SessionEvent[] => {
  const events: SessionEvent[] = [];
  for (let day = istDay(after); day <= istDay(until); day += 1) {
    for (const event of sessionMomentsOf(day, { ownMinutes })) {
      const at = Date.parse(event.timestamp);
      if (at > after && at <= until) events.push(event);
    }
  }
  return events;
};

/** A moment as an event for the paper engine. Its id follows from its content, so a repeat of it changes nothing. */
export const sessionEvent = (moment: SessionEvent, source: string): EventOf<'session_event'> =>
  createEvent(topicsFor('paper').signalsValidated, 'session_event', moment, {
    id: uuidV5(ALPHA_PANDA, `${moment.kind}|${moment.market}|${moment.timestamp}`),
    ts: moment.timestamp,
    source,
  });
