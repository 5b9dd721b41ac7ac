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
/**
 * Groups of commodities that close at different hours: `non_agri`; `agri_world`, agricultural ones with a price abroad,
 * such as cotton; `agri`, the other agricultural ones.
 */
export type CommodityGroup = 'non_agri' | 'agri_world' | 'agri';

const EVENING = '17:00';

/** A commodity market with one stretch of hours and, unless it closes before it, an evening session. */
const commodityHours = (opens: string, closes: string): RegularHours => ({
  open: windowOf(`${opens}-${closes}`),
  morning: windowOf(`${opens}-${EVENING}`),
  ...(closes > EVENING ? { evening: windowOf(`${EVENING}-${closes}`) } : {}),
});

interface CommodityHours {
  readonly since: number;
  /** Of the summer and the winter of the US, in this order. */
  readonly hours: Readonly<Record<CommodityGroup, readonly [RegularHours, RegularHours]>>;
}

const both = (hours: RegularHours) => [hours, hours] as const;

const commoditySince = (
  since: string,
  opens: string,
  [worldSummer, worldWinter]: readonly [string, string],
): CommodityHours => ({
  since: dayOfDate(since),
  hours: {
    non_agri: [commodityHours(opens, '23:30'), commodityHours(opens, '23:55')],
    agri_world: [commodityHours(opens, worldSummer), commodityHours(opens, worldWinter)],
    agri: both(commodityHours(opens, EVENING)),
  },
});

const LOCKDOWN = both(commodityHours('09:00', EVENING));

/**
 * Newest first. 10:00: Zerodha bulletins 315 and 52944, MCX list of 2016 (tradesmartonline.in). 09:00: SEBI/HO/CDMRD/DMP/CIR/P/2018/146, Zerodha bulletin 204363.
 * 2020: MCX circular of 26 March and its changes (economictimes.com 75278871); when cotton got its evening back was not
 * found, so it does with the year.
 */
const COMMODITY: readonly CommodityHours[] = [
  commoditySince('2021-01-01', '09:00', ['21:00', '21:00']),
  commoditySince('2020-04-23', '09:00', [EVENING, EVENING]),
  { since: dayOfDate('2020-03-30'), hours: { non_agri: LOCKDOWN, agri_world: LOCKDOWN, agri: LOCKDOWN } },
  commoditySince('2018-12-31', '09:00', ['21:00', '21:00']),
  commoditySince('2015-01-01', '10:00', ['21:00', '21:30']),
];

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

const commodityHoursOf = (group: CommodityGroup, day: number): RegularHours | undefined =>
  COMMODITY.find(({ since }) => day >= since)?.hours[group][isUsSummer(day) ? 0 : 1];

/**
 * The hours of continuous trading on a weekday. Auctions, pre-open and post-close are not in them: an order there is
 * not an order at the market. An index is not traded; it follows the cash market.
 * @param closingAuction Whether a cash instrument closes by auction; only segments NSE and BSE look at it.
 * @param group Only segments of commodities look at it.
 */
export const regularHours = (
  segment: Segment,
  day: number,
  closingAuction: boolean,
  group: CommodityGroup,
): RegularHours | undefined => {
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
      return commodityHoursOf(group, day);
    default:
      return segment satisfies never;
  }
};
