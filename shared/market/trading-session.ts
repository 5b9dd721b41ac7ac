import type { Segment } from './instrument.ts';
import { dateOfDay, dayOfDate, MINUTE_MS, weekday } from './ist.ts';

/** Continuous trading of one day, as milliseconds since midnight IST; `closes` is the first closed moment. */
export interface TradingSession {
  readonly opens: number;
  readonly closes: number;
}

const session = (opens: string, closes: string): TradingSession => ({
  opens: timeOfDay(opens),
  closes: timeOfDay(closes),
});

const timeOfDay = (clock: string): number =>
  (Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))) * MINUTE_MS;

const CASH = session('09:15', '15:30');
const CASH_BEFORE_AUCTION = session('09:15', '15:15');
const DERIVATIVES = session('09:15', '15:30');
const DERIVATIVES_AFTER_AUCTION = session('09:15', '15:40');
const CURRENCY = session('09:00', '17:00');
const COMMODITY_SUMMER = session('09:00', '23:30');
const COMMODITY_WINTER = session('09:00', '23:55');

/** Since this day stocks that have derivatives close by auction, and derivatives trade until it is over. */
const CLOSING_AUCTION_SINCE = dayOfDate('2026-08-03');

const sundayOnOrAfter = (date: string): number => {
  const day = dayOfDate(date);
  return day + ((7 - weekday(day)) % 7);
};

/** MCX follows New York's evening, so its close moves with US daylight saving. */
const isUsSummer = (day: number): boolean => {
  const year = dateOfDay(day).slice(0, 4);
  return day >= sundayOnOrAfter(`${year}-03-08`) && day < sundayOnOrAfter(`${year}-11-01`);
};

/**
 * The hours of continuous trading on a trading day. Auctions, pre-open and post-close are not in them: an order
 * there is not an order at the market.
 * MCX's are those of its non-agricultural contracts. An index is not traded; it follows the cash market.
 * @param closingAuction Whether a cash instrument closes by auction; only segments NSE and BSE look at it.
 */
export const tradingSession = (segment: Segment, day: number, closingAuction: boolean): TradingSession => {
  const auctions = day >= CLOSING_AUCTION_SINCE;
  switch (segment) {
    case 'NSE':
    case 'BSE':
      return auctions && closingAuction ? CASH_BEFORE_AUCTION : CASH;
    case 'INDICES':
      return CASH;
    case 'NFO-FUT':
    case 'NFO-OPT':
    case 'BFO-FUT':
    case 'BFO-OPT':
      return auctions ? DERIVATIVES_AFTER_AUCTION : DERIVATIVES;
    case 'CDS-FUT':
    case 'CDS-OPT':
    case 'BCD-FUT':
    case 'BCD-OPT':
      return CURRENCY;
    case 'MCX-FUT':
    case 'MCX-OPT':
    case 'NCO-FUT':
    case 'NCO-OPT':
      return isUsSummer(day) ? COMMODITY_SUMMER : COMMODITY_WINTER;
  }
};
