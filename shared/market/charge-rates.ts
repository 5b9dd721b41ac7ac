/**
 * Zerodha's charges as published, by date. Numbers are percent of turnover (premium for options), as they stand
 * in the published tables; `charges.ts` computes with them exactly.
 *
 * Sources: Zerodha's list of charges; STT from the Finance Acts of 2023, 2024 and 2026; NSE circulars
 * NSE/FA/64323 (October 2024), NSE/FA/73061 and NSE/FATAX/73524 (2026); NSE's notice of the roll-back of its
 * 6 % rise and of the new investor protection levy (March 2023).
 * Not modelled: BSE's higher rates for its exclusive scrip groups and its older option slabs, MCX's rates for
 * agricultural contracts.
 */

/** A rate and the day (midnight IST) from which it holds; the first of a list holds for all days before, too. */
interface DatedRate {
  readonly from: number;
  readonly percent: number;
}

/** Rates in the order of their days. */
export type RateHistory = readonly DatedRate[];

/** What one kind of trade is charged, in percent of turnover. */
export interface ChargeSchedule {
  /** `capped`: the lesser of 0.03 % and ₹20 per order. `flat`: ₹20 per order. */
  readonly brokerage: 'none' | 'capped' | 'flat';
  /** Securities or commodities transaction tax, and which sides pay it. */
  readonly transactionTax: RateHistory;
  readonly taxedSides: 'sell' | 'both';
  readonly exchangeTransaction: RateHistory;
  /** NSE's investor protection levy: billed with the exchange's charge, and taxed with it. */
  readonly investorProtection: RateHistory;
  /** Buyers only. */
  readonly stamp: RateHistory;
}

const midnightIst = (day: string): number => Date.parse(`${day}T00:00:00+05:30`);

const history = (first: number, ...changes: readonly (readonly [day: string, percent: number])[]) => [
  { from: Number.NEGATIVE_INFINITY, percent: first },
  ...changes.map(([day, percent]) => ({ from: midnightIst(day), percent })),
];

const NONE = history(0);

/** ₹10 a crore, every segment. */
export const SEBI = history(0.0001);
/** Percent of brokerage, exchange charge and SEBI's fee together. */
export const GST = history(18);
/** Percent of turnover, up to `BROKERAGE_CAP_RUPEES` an order. */
export const BROKERAGE = history(0.03);
export const BROKERAGE_CAP_RUPEES = 20;

const CASH_PROTECTION = history(0.000_000_1, ['2023-04-01', 0.0001], ['2026-03-01', 0.000_000_1]);
const NSE_CASH = {
  exchangeTransaction: history(
    0.00345,
    ['2023-04-01', 0.00325],
    ['2024-04-01', 0.00322],
    ['2024-10-01', 0.00297],
    ['2026-03-01', 0.003_069_9],
  ),
  investorProtection: CASH_PROTECTION,
};
const BSE_CASH = { exchangeTransaction: history(0.00375), investorProtection: NONE };

const NSE_FUTURES = {
  exchangeTransaction: history(
    0.002,
    ['2023-04-01', 0.0019],
    ['2024-04-01', 0.00188],
    ['2024-10-01', 0.00173],
    ['2026-03-01', 0.001_829_9],
  ),
  investorProtection: CASH_PROTECTION,
};
const BSE_FUTURES = { exchangeTransaction: NONE, investorProtection: NONE };

const NSE_OPTIONS = {
  exchangeTransaction: history(
    0.053,
    ['2023-04-01', 0.05],
    ['2024-04-01', 0.0495],
    ['2024-10-01', 0.03503],
    ['2026-03-01', 0.035_529_9],
  ),
  investorProtection: history(0.000_000_1, ['2023-04-01', 0.0005], ['2026-03-01', 0.000_000_1]),
};
const BSE_OPTIONS = { exchangeTransaction: history(0.0325), investorProtection: NONE };

const INTRADAY = {
  brokerage: 'capped',
  transactionTax: history(0.025),
  taxedSides: 'sell',
  stamp: history(0.003),
} as const;

const DELIVERY = {
  brokerage: 'none',
  transactionTax: history(0.1),
  taxedSides: 'both',
  stamp: history(0.015),
} as const;

const FUTURES = {
  brokerage: 'capped',
  transactionTax: history(0.01, ['2023-04-01', 0.0125], ['2024-10-01', 0.02], ['2026-04-01', 0.05]),
  taxedSides: 'sell',
  stamp: history(0.002),
} as const;

const OPTIONS = {
  brokerage: 'flat',
  transactionTax: history(0.05, ['2023-04-01', 0.0625], ['2024-10-01', 0.1], ['2026-04-01', 0.15]),
  taxedSides: 'sell',
  stamp: history(0.003),
} as const;

const CURRENCY = {
  transactionTax: NONE,
  taxedSides: 'sell',
  investorProtection: NONE,
  stamp: history(0.0001),
} as const;

const COMMODITY = { taxedSides: 'sell', investorProtection: NONE } as const;

export const SCHEDULES = {
  nseIntraday: { ...INTRADAY, ...NSE_CASH },
  nseDelivery: { ...DELIVERY, ...NSE_CASH },
  bseIntraday: { ...INTRADAY, ...BSE_CASH },
  bseDelivery: { ...DELIVERY, ...BSE_CASH },
  nseFutures: { ...FUTURES, ...NSE_FUTURES },
  nseOptions: { ...OPTIONS, ...NSE_OPTIONS },
  bseFutures: { ...FUTURES, ...BSE_FUTURES },
  bseOptions: { ...OPTIONS, ...BSE_OPTIONS },
  currencyFutures: { ...CURRENCY, brokerage: 'capped', exchangeTransaction: history(0.00035) },
  currencyOptions: { ...CURRENCY, brokerage: 'flat', exchangeTransaction: history(0.0311) },
  commodityFutures: {
    ...COMMODITY,
    brokerage: 'capped',
    transactionTax: history(0.01),
    exchangeTransaction: history(0.0026, ['2024-10-01', 0.0021]),
    stamp: history(0.002),
  },
  commodityOptions: {
    ...COMMODITY,
    brokerage: 'flat',
    transactionTax: history(0.05),
    exchangeTransaction: history(0.05, ['2024-10-01', 0.0418]),
    stamp: history(0.003),
  },
} as const satisfies Record<string, ChargeSchedule>;

/** The rate in force at a moment, in percent. */
export const rateAt = (rates: RateHistory, at: number): number =>
  rates.findLast((rate) => rate.from <= at)?.percent ?? 0;
