import { valueOn } from '../../../../shared/market/contracts/dated.ts';
import {
  INDEX_LOTS,
  INDEX_OF_CONTRACTS,
  indexFutureTick,
} from '../../../../shared/market/contracts/indices.ts';
import { SIMULATED_INSTRUMENTS } from '../../../market-data/simulator/instruments.ts';
import { currencyExpiry, dayOfMonth, lastWeekday, type MonthlyExpiry } from './expiries.ts';
import { INDICES } from './spot.ts';

/** Something that contracts are of, with the rules of its contracts. */
export interface Underlying {
  readonly name: string;
  readonly exchange: 'NFO' | 'BFO' | 'CDS' | 'BCD' | 'MCX';
  /** Symbol of the index or share that settles the contracts; undefined where a future does. */
  readonly spot?: string | undefined;
  /** Rupees, about which strikes are listed. */
  readonly price: number;
  /** Standard deviation of a year's move, as a fraction. */
  readonly volatility: number;
  readonly lot: number;
  readonly futureTick: number;
  readonly optionTick: number;
  readonly expiry: MonthlyExpiry;
  /** Months with contracts, 0 is January; absent: all. */
  readonly months?: readonly number[] | undefined;
  /** Trading days between the expiry of options and that of their future. */
  readonly optionsEndBefore?: number;
  /** The exchange whose weekday ends weekly options; absent: monthly ones only. */
  readonly weekly?: 'NSE' | 'BSE' | undefined;
  readonly strikeStep: number;
  /** Strikes on each side of the price; 0 without options. */
  readonly strikes: number;
}

const indexRules: readonly (readonly [
  name: string,
  exchange: 'NFO' | 'BFO',
  step: number,
  strikes: number,
  weekly?: 'NSE' | 'BSE',
])[] = [
  ['NIFTY', 'NFO', 50, 40, 'NSE'],
  ['BANKNIFTY', 'NFO', 100, 40],
  ['FINNIFTY', 'NFO', 50, 25],
  ['MIDCPNIFTY', 'NFO', 25, 25],
  ['NIFTYNXT50', 'NFO', 100, 20],
  ['SENSEX', 'BFO', 100, 40, 'BSE'],
  ['BANKEX', 'BFO', 100, 25],
];

/** @param date `YYYY-MM-DD`; lots and ticks follow it. */
const indexUnderlyings = (date: string): readonly Underlying[] =>
  indexRules.map(([name, exchange, strikeStep, strikes, weekly]) => {
    const spot = INDEX_OF_CONTRACTS[name];
    const price = INDICES.find(([, symbol]) => symbol === spot)?.[2] ?? 0;
    return {
      ...{ name, exchange, spot, price, strikeStep, strikes, weekly },
      volatility: 0.14,
      lot: valueOn(INDEX_LOTS, name, date) ?? 1,
      futureTick: exchange === 'NFO' ? indexFutureTick(price, date) : 0.05,
      optionTick: 0.05,
      expiry: lastWeekday(exchange === 'NFO' ? 'NSE' : 'BSE'),
    };
  });

/** The exchange keeps a contract at about this worth, in rupees. */
const CONTRACT_WORTH = 700_000;

const shareStep = (price: number): number => {
  if (price < 250) return 2.5;
  if (price < 500) return 5;
  if (price < 1_000) return 10;
  return price < 2_500 ? 20 : 50;
};

/** Contracts of a share of NSE. Its lot is only plausible. */
export const shareUnderlying = (name: string, price: number, strikes: number): Underlying => ({
  ...{ name, exchange: 'NFO', spot: name, price, strikes },
  volatility: 0.24,
  lot: Math.max(25, Math.round(CONTRACT_WORTH / price / 25) * 25),
  futureTick: price < 250 ? 0.01 : 0.05,
  optionTick: 0.05,
  expiry: lastWeekday('NSE'),
  strikeStep: shareStep(price),
});

const shareUnderlyings: readonly Underlying[] = SIMULATED_INSTRUMENTS.filter(
  ({ segment }) => segment === 'NSE',
).map(({ tradingsymbol, previous_close }) => shareUnderlying(tradingsymbol, previous_close, 10));

const currency = (name: string, exchange: 'CDS' | 'BCD', price: number, strikes: number): Underlying => ({
  ...{ name, exchange, price, strikes },
  volatility: 0.05,
  lot: 1,
  futureTick: 0.0025,
  optionTick: 0.0025,
  expiry: currencyExpiry,
  strikeStep: 0.25,
});

/** EURUSD is in Kite's file, and its multiplier is not known: see CURRENCY_MULTIPLIERS. */
const currencyUnderlyings: readonly Underlying[] = [
  currency('USDINR', 'CDS', 89.25, 16),
  currency('EURINR', 'CDS', 103.5, 0),
  currency('GBPINR', 'CDS', 118.75, 0),
  currency('JPYINR', 'CDS', 57.25, 0),
  currency('EURUSD', 'CDS', 1.16, 0),
  currency('USDINR', 'BCD', 89.25, 8),
];

const EVEN_MONTHS = [1, 3, 5, 7, 9, 11];
const SILVER_MONTHS = [2, 4, 6, 8, 11];

const commodity = (
  name: string,
  price: number,
  tick: number,
  expiry: number,
  more: Partial<Underlying> = {},
): Underlying => ({
  ...{ name, exchange: 'MCX', price, futureTick: tick, optionTick: Math.min(tick, 0.5) },
  volatility: 0.22,
  lot: 1,
  expiry: dayOfMonth(expiry),
  optionsEndBefore: 3,
  strikeStep: 1,
  strikes: 0,
  ...more,
});

const commodityUnderlyings: readonly Underlying[] = [
  commodity('GOLD', 124_600, 1, 5, { months: EVEN_MONTHS, strikeStep: 100, strikes: 30 }),
  commodity('GOLDM', 124_300, 1, 5, { strikeStep: 100, strikes: 20 }),
  commodity('GOLDPETAL', 12_480, 1, 31),
  commodity('SILVER', 158_400, 1, 5, { months: SILVER_MONTHS, strikeStep: 250, strikes: 20 }),
  commodity('CRUDEOIL', 5_420, 1, 19, { strikeStep: 50, strikes: 25 }),
  commodity('NATURALGAS', 402.5, 0.1, 26, { strikeStep: 5, strikes: 20 }),
  commodity('COPPER', 1_012.4, 0.05, 31, { strikeStep: 5, strikes: 10 }),
  commodity('ZINC', 301.6, 0.05, 31),
];

/** All underlyings on a day. Their order is part of the tokens: a new one comes last. */
export const underlyingsOn = (date: string): readonly Underlying[] => [
  ...indexUnderlyings(date),
  ...shareUnderlyings,
  ...currencyUnderlyings,
  ...commodityUnderlyings,
];
