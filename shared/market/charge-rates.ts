/**
 * A rate, the day (midnight IST) from which it holds, and the document that states it. `U` at the end of a source
 * marks what no second document confirms, such as the day of a change that only copies of a page bracket.
 */
interface DatedRate {
  readonly from: number;
  readonly percent: number;
  readonly source: string;
}

/** Rates in percent, in the order of their days. The first holds for all earlier days, too. */
export type RateHistory = readonly DatedRate[];

type Change = readonly [day: string, percent: number, source: string];

const midnight = (day: string): number => Date.parse(`${day}T00:00:00+05:30`);

const history = (...changes: readonly Change[]): RateHistory =>
  changes.map(([day, percent, source]) => ({ from: midnight(day), percent, source }));

/** The rate in force at a moment, in percent. */
export const rateAt = (rates: RateHistory, at: number): number =>
  (rates.findLast(({ from }) => from <= at) ?? rates[0])?.percent ?? 0;

const LIST = "Zerodha's list of charges (copy)";
const FIRST = '2021-01-01';

export const NONE: RateHistory = [];

/** Percent of the turnover, up to `BROKERAGE_CAP_RUPEES` an order. */
export const BROKERAGE = history([FIRST, 0.03, LIST]);
export const BROKERAGE_CAP_RUPEES = 20;
/** What Zerodha takes for an order that it places itself, such as an automatic square-off; GST is added. */
export const SQUARE_OFF_RUPEES = 50;

/** Percent of brokerage, the exchange's charge and, since `SEBI_TAXED_FROM`, SEBI's fee. */
export const GST = history([FIRST, 18, LIST]);
/** BSE notice 20221031-4. */
export const SEBI_TAXED_FROM = midnight('2022-07-18');

export const SEBI = history(
  [FIRST, 0.00005, 'SEBI notification of 8 May 2020: half of the fee, June 2020 to March 2021'],
  ['2021-04-01', 0.0001, 'SEBI (Stock Brokers) regulations: ₹10 a crore'],
);
export const SEBI_AGRICULTURAL = history([FIRST, 0.00001, `${LIST}: ₹1 a crore`]);

/**
 * The depository's charge, per share and day on which delivered units are sold, in rupees with GST.
 * Zerodha's list of charges: ₹13.50 + GST in copies up to March 2024, ₹13 + GST from 17 September 2024 on. The day of
 * the change is not verified.
 */
export const DEPOSITORY_RUPEES = 15.34;
export const DEPOSITORY_RUPEES_BEFORE = 15.93;
export const DEPOSITORY_CHANGED = midnight('2024-09-17');

/** The exchange's charges, billed together and taxed together. */
interface ExchangeRates {
  readonly exchangeTransaction: RateHistory;
  /** NSE's investor protection levy. */
  readonly investorProtection: RateHistory;
}

const withoutLevy = (...changes: readonly Change[]): ExchangeRates => ({
  exchangeTransaction: history(...changes),
  investorProtection: NONE,
});

const NSE_2021 = 'NSE/FA/46730, December 2020';
const NSE_2023 = 'NSE/FA/56129, March 2023';
const NSE_2024 = 'NSE/FA/61137, March 2024';
/** NSE/FA/73061 quotes it as NSE/FA/64323. */
const NSE_UNIFORM = 'NSE/FA/64232, September 2024';
const NSE_2026 = 'NSE/FA/73061, February 2026';

const NSE_LEVY = history(
  [FIRST, 1e-7, NSE_2023],
  ['2023-04-01', 0.0001, NSE_2023],
  ['2026-03-01', 1e-7, NSE_2026],
);

const BSE_DERIVATIVES = 'BSE notice 20220425-2 (its summary), U';
const COMMODITY_2021 = "Zerodha's page on MCX transaction charges (copy)";
const MCX_UNIFORM = 'MCX circular of 24 September 2024';

export const EXCHANGE = {
  nseCash: {
    exchangeTransaction: history(
      [FIRST, 0.00345, NSE_2021],
      ['2023-04-01', 0.00325, NSE_2023],
      ['2024-04-01', 0.00322, NSE_2024],
      ['2024-10-01', 0.00297, NSE_UNIFORM],
      ['2026-03-01', 0.0030699, NSE_2026],
    ),
    investorProtection: NSE_LEVY,
  },
  nseFutures: {
    exchangeTransaction: history(
      [FIRST, 0.002, NSE_2021],
      ['2023-04-01', 0.0019, NSE_2023],
      ['2024-04-01', 0.00188, NSE_2024],
      ['2024-10-01', 0.00173, NSE_UNIFORM],
      ['2026-03-01', 0.0018299, NSE_2026],
    ),
    investorProtection: NSE_LEVY,
  },
  nseOptions: {
    exchangeTransaction: history(
      [FIRST, 0.053, NSE_2021],
      ['2023-04-01', 0.05, NSE_2023],
      ['2024-04-01', 0.0495, NSE_2024],
      ['2024-10-01', 0.03503, NSE_UNIFORM],
      ['2026-03-01', 0.0355299, NSE_2026],
    ),
    investorProtection: history(
      [FIRST, 1e-7, NSE_2023],
      ['2023-04-01', 0.0005, NSE_2023],
      ['2026-03-01', 1e-7, NSE_2026],
    ),
  },
  nseCurrencyFutures: {
    exchangeTransaction: history([FIRST, 0.0009, `${LIST} of 2022`], ['2024-10-01', 0.00035, NSE_UNIFORM]),
    investorProtection: history(
      [FIRST, 0, NSE_2023],
      ['2023-04-01', 0.00005, "Upstox's and Samco's ₹0.05 a lakh; Zerodha's and Fyers' pages say 0.5, U"],
      ['2026-03-01', 0, "rolled back with the other levies, as Zerodha's calculator has none, U"],
    ),
  },
  nseCurrencyOptions: {
    exchangeTransaction: history([FIRST, 0.035, `${LIST} of 2022`], ['2024-10-01', 0.0311, NSE_UNIFORM]),
    investorProtection: history(
      [FIRST, 0, NSE_2023],
      ['2023-04-01', 0.002, "Zerodha's page on IPFT: ₹2 a lakh of premium"],
      ['2026-03-01', 0, "rolled back with the other levies, as Zerodha's calculator has none, U"],
    ),
  },
  nseCommodityFutures: withoutLevy([FIRST, 0.0001, `${LIST}, U before 2024-10`]),
  nseCommodityOptions: withoutLevy([FIRST, 0.001, `${LIST}, U before 2024-10`]),

  bseCash: withoutLevy(
    [FIRST, 0.00345, `${LIST} of 2022`],
    ['2022-12-01', 0.00375, `${LIST}: from 1 December 2022`],
  ),
  /** Groups X, XT, Z and ZP. */
  bseExclusive: withoutLevy([FIRST, 0.1, `${LIST}: ₹10,000 a crore; 2026 U`]),
  /** Groups SS and ST. */
  bseSurveillance: withoutLevy([FIRST, 1, `${LIST}: ₹1,00,000 a crore; 2026 U`]),
  /** Groups M, MT, MS and TS. */
  bseSmall: withoutLevy([FIRST, 0.00275, `${LIST}: ₹275 a crore`]),
  bseFutures: withoutLevy([FIRST, 0, LIST]),
  /** Options on SENSEX and BANKEX. Until 2024-10 BSE billed by the broker's turnover; these are Zerodha's rates. */
  bseIndexOptions: withoutLevy(
    [FIRST, 0.005, BSE_DERIVATIVES],
    ['2023-11-01', 0.0375, 'BSE notice 20231020-46: the nearest expiry of SENSEX, here all, U'],
    ['2024-05-13', 0.0495, 'BSE notice of 30 April 2024'],
    ['2024-10-01', 0.0325, 'BSE notice of 27 September 2024'],
  ),
  bseOtherOptions: withoutLevy([
    FIRST,
    0.005,
    'BSE notice of 27 September 2024: unchanged; before 2022-05 U',
  ]),
  bseCurrencyFutures: withoutLevy(
    [FIRST, 0.00022, 'BSE notice 20171208-32; a copy of 2023 says 0.0009, U'],
    ['2024-10-01', 0.00045, 'BSE notice of 27 September 2024'],
  ),
  bseCurrencyOptions: withoutLevy([FIRST, 0.001, LIST]),

  mcxFutures: withoutLevy([FIRST, 0.0026, COMMODITY_2021], ['2024-10-01', 0.0021, MCX_UNIFORM]),
  mcxCastorSeed: withoutLevy([FIRST, 0.0005, COMMODITY_2021], ['2024-10-01', 0.0021, MCX_UNIFORM]),
  mcxPepper: withoutLevy([FIRST, 0.00005, COMMODITY_2021], ['2024-10-01', 0.0021, MCX_UNIFORM]),
  mcxPalmolein: withoutLevy([FIRST, 0.001, COMMODITY_2021], ['2024-10-01', 0.0021, MCX_UNIFORM]),
  mcxOptions: withoutLevy(
    [FIRST, 0, 'MCX: waived until September 2021'],
    ['2021-10-01', 0.05, 'MCX circular of July 2021'],
    ['2024-10-01', 0.0418, MCX_UNIFORM],
  ),
} as const satisfies Record<string, ExchangeRates>;

const ACT_2023 = 'Finance Act 2023';
const ACT_2024 = 'Finance (No. 2) Act 2024';
const ACT_2026 = 'Finance Act 2026, NSE/FATAX/73524';

/** Securities transaction tax, or commodities transaction tax. */
export const TRANSACTION_TAX = {
  delivery: history([FIRST, 0.1, 'Finance Act 2012; unchanged by NSE/FATAX/73524']),
  intraday: history([FIRST, 0.025, 'NSE/FATAX/73524: unchanged']),
  fundUnits: history([FIRST, 0.001, 'NSE/FATAX/73524: unchanged']),
  futures: history(
    [FIRST, 0.01, 'Finance Act 2013'],
    ['2023-04-01', 0.0125, ACT_2023],
    ['2024-10-01', 0.02, ACT_2024],
    ['2026-04-01', 0.05, ACT_2026],
  ),
  options: history(
    [FIRST, 0.05, 'Finance Act 2016'],
    ['2023-04-01', 0.0625, ACT_2023],
    ['2024-10-01', 0.1, ACT_2024],
    ['2026-04-01', 0.15, ACT_2026],
  ),
  /** Of the intrinsic value; the holder pays. */
  exercisedOptions: history([FIRST, 0.125, 'Finance (No. 2) Act 2019'], ['2026-04-01', 0.15, ACT_2026]),
  commodityFutures: history([FIRST, 0.01, 'Finance Act 2013, chapter VII']),
  commodityOptions: history([FIRST, 0.05, 'Finance Act 2018']),
  /** Options on commodity futures (MCX), of the settlement price; the holder pays. */
  exercisedOnFutures: history([FIRST, 0.0001, 'Finance Act 2018']),
  /** Options in goods (NSE), of the intrinsic value; the holder pays. */
  exercisedInGoods: history([FIRST, 0.125, 'Finance Act 2020']),
} as const;

const STAMP_ACT = 'Indian Stamp Act, schedule of July 2020';

/** Buyers only. */
export const STAMP = {
  delivery: history([FIRST, 0.015, STAMP_ACT]),
  intraday: history([FIRST, 0.003, STAMP_ACT]),
  futures: history([FIRST, 0.002, STAMP_ACT]),
  options: history([FIRST, 0.003, STAMP_ACT]),
  currency: history([FIRST, 0.0001, STAMP_ACT]),
} as const;
