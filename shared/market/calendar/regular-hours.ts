import type { Segment } from '../instrument.ts';
import { dateOfDay, dayOfDate, weekday } from '../ist.ts';
import { type TradingWindow, windowOf } from './trading-window.ts';

/** The hours of a weekday on which a market is `open`, and of its two sessions if it has them. */
export interface RegularHours {
  readonly open: TradingWindow;
  readonly morning?: TradingWindow;
  readonly evening?: TradingWindow;
}

const CASH: RegularHours = { open: windowOf('09:15-15:30') };
const CASH_BEFORE_AUCTION: RegularHours = { open: windowOf('09:15-15:15') };
const DERIVATIVES_AFTER_AUCTION: RegularHours = { open: windowOf('09:15-15:40') };
const CURRENCY: RegularHours = { open: windowOf('09:00-17:00') };
const COMMODITY_SUMMER: RegularHours = {
  open: windowOf('09:00-23:30'),
  morning: windowOf('09:00-17:00'),
  evening: windowOf('17:00-23:30'),
};
const COMMODITY_WINTER: RegularHours = {
  open: windowOf('09:00-23:55'),
  morning: windowOf('09:00-17:00'),
  evening: windowOf('17:00-23:55'),
};

/**
 * Since this day shares that have derivatives close by auction, and derivatives trade until it is over
 * (NSE/CMTR/73362, BSE 20260612-9).
 */
const CLOSING_AUCTION_SINCE = dayOfDate('2026-08-03');

const sundayOnOrAfter = (date: string): number => {
  const day = dayOfDate(date);
  return day + ((7 - weekday(day)) % 7);
};

/** The commodity market follows New York's evening: its close moves with the daylight saving of the US. */
const isUsSummer = (day: number): boolean => {
  const year = dateOfDay(day).slice(0, 4);
  return day >= sundayOnOrAfter(`${year}-03-08`) && day < sundayOnOrAfter(`${year}-11-01`);
};

/**
 * The hours of continuous trading on a weekday. Auctions, pre-open and post-close are not in them: an order there is not
 * an order at the market. An index is not traded; it follows the cash market.
 * @param closingAuction Whether a cash instrument closes by auction; only segments NSE and BSE look at it.
 */
export const regularHours = (segment: Segment, day: number, closingAuction: boolean): RegularHours => {
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
      return auctions ? DERIVATIVES_AFTER_AUCTION : CASH;
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
    default:
      return segment satisfies never;
  }
};
