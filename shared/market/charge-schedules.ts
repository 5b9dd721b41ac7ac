import type { OrderFilled } from '../events/types.ts';
import {
  EXCHANGE,
  NONE,
  type RateHistory,
  SEBI,
  SEBI_AGRICULTURAL,
  STAMP,
  TRANSACTION_TAX,
} from './charge-rates.ts';
import type { Instrument } from './instrument.ts';

/** What charges need to know of an instrument. */
export type ChargedInstrument = Pick<
  Instrument,
  'segment' | 'exchange' | 'multiplier' | 'series' | 'underlying' | 'strike' | 'option_type'
> &
  Partial<Pick<Instrument, 'tradingsymbol'>>;

/** What one kind of trade is charged, in percent of the turnover (of the premium for options). */
export interface ChargeSchedule {
  /** `capped`: the lesser of 0.03 % and ₹20 per order. `flat`: ₹20 per order. */
  readonly brokerage: 'none' | 'capped' | 'flat';
  /** Securities or commodities transaction tax, and which sides pay it. */
  readonly transactionTax: RateHistory;
  readonly taxedSides: 'sell' | 'both';
  /** The tax of the holder of an option that expires in the money, and the amount that it is a percentage of. */
  readonly exerciseTax: RateHistory;
  readonly exerciseBase: 'intrinsic' | 'settlement';
  readonly exchangeTransaction: RateHistory;
  readonly investorProtection: RateHistory;
  readonly sebi: RateHistory;
  /** Buyers only. */
  readonly stamp: RateHistory;
}

const COMMON = { taxedSides: 'sell', exerciseTax: NONE, exerciseBase: 'intrinsic', sebi: SEBI } as const;

const DELIVERY = {
  ...COMMON,
  brokerage: 'none',
  transactionTax: TRANSACTION_TAX.delivery,
  taxedSides: 'both',
  stamp: STAMP.delivery,
} as const;

const INTRADAY = {
  ...COMMON,
  brokerage: 'capped',
  transactionTax: TRANSACTION_TAX.intraday,
  stamp: STAMP.intraday,
} as const;

const FUTURES = {
  ...COMMON,
  brokerage: 'capped',
  transactionTax: TRANSACTION_TAX.futures,
  stamp: STAMP.futures,
} as const;

const OPTIONS = {
  ...COMMON,
  brokerage: 'flat',
  transactionTax: TRANSACTION_TAX.options,
  exerciseTax: TRANSACTION_TAX.exercisedOptions,
  stamp: STAMP.options,
} as const;

const CURRENCY = { ...COMMON, transactionTax: NONE, stamp: STAMP.currency } as const;

const COMMODITY_FUTURES = { ...FUTURES, transactionTax: TRANSACTION_TAX.commodityFutures } as const;

const COMMODITY_OPTIONS = { ...OPTIONS, transactionTax: TRANSACTION_TAX.commodityOptions } as const;

/** Exempt from commodities transaction tax (CTT Rules 2013, rule 3), of those that MCX and NSE list. */
const AGRICULTURAL: ReadonlySet<string> = new Set([
  'CARDAMOM',
  'CASTORSEED',
  'COTTON',
  'COTTONCNDY',
  'KAPAS',
  'PEPPER',
]);

const untaxedIfAgricultural = (
  schedule: ChargeSchedule,
  { underlying = '' }: ChargedInstrument,
): ChargeSchedule =>
  AGRICULTURAL.has(underlying)
    ? { ...schedule, transactionTax: NONE, exerciseTax: NONE, sebi: SEBI_AGRICULTURAL }
    : schedule;

const mcxFutures = ({ underlying }: ChargedInstrument) => {
  switch (underlying) {
    case 'CASTORSEED':
      return EXCHANGE.mcxCastorSeed;
    case 'PEPPER':
      return EXCHANGE.mcxPepper;
    case 'RBDPMOLEIN':
      return EXCHANGE.mcxPalmolein;
    default:
      return EXCHANGE.mcxFutures;
  }
};

/** By the group of the share, which BSE calls so; Kite's instruments file does not have it. */
const bseShares = ({ series }: ChargedInstrument) => {
  switch (series) {
    case 'X':
    case 'XT':
    case 'Z':
    case 'ZP':
      return EXCHANGE.bseExclusive;
    case 'SS':
    case 'ST':
      return EXCHANGE.bseSurveillance;
    case 'M':
    case 'MT':
    case 'MS':
    case 'TS':
      return EXCHANGE.bseSmall;
    default:
      return EXCHANGE.bseCash;
  }
};

const bseOptions = ({ underlying = 'SENSEX' }: ChargedInstrument) =>
  underlying === 'SENSEX' || underlying === 'BANKEX' ? EXCHANGE.bseIndexOptions : EXCHANGE.bseOtherOptions;

/** Symbols of funds: those of Nippon's funds, of SBI's and LIC's, and most others. JETFREIGHT is a share. */
const FUND = /BEES$|ETF$|^SETF|^LICNETF/;
const UNTAXED_FUND = /GOLD|SILV|LIQ|GILT|GSEC|GSC|^SDL|HNGSNG/;

/** The kind of a fund's units: its series says `ETF` or `ETF-FREE`, or else its symbol does. */
const fundKind = ({ series, tradingsymbol = '' }: ChargedInstrument): 'taxed' | 'untaxed' | undefined => {
  if (series === 'ETF') return 'taxed';
  if (series === 'ETF-FREE') return 'untaxed';
  if (!FUND.test(tradingsymbol)) return undefined;
  return UNTAXED_FUND.test(tradingsymbol) ? 'untaxed' : 'taxed';
};

/**
 * Units of an equity fund are taxed on the sale only, at 0.001 % if they were delivered. Units of gold, silver, bond,
 * liquid and international funds are not taxed. The exchanges trade both in the series of shares, and Kite's file does
 * not tell them apart: NSE's list of funds (eq_etfseclist.csv) does.
 */
const shares = (instrument: ChargedInstrument, product: OrderFilled['product']) => {
  const rates = product === 'CNC' ? DELIVERY : INTRADAY;
  const kind = fundKind(instrument);
  if (kind === 'untaxed') return { ...rates, transactionTax: NONE };
  return kind === 'taxed' && product === 'CNC'
    ? ({ ...rates, transactionTax: TRANSACTION_TAX.fundUnits, taxedSides: 'sell' } as const)
    : rates;
};

/**
 * The rates of a trade. Indices cannot be traded; on paper they stand for their futures, so that a strategy on
 * NIFTY 50 bears what trading it would cost. Shares are taken to be squared off the same day unless the product is CNC.
 */
export const scheduleOf = (
  instrument: ChargedInstrument,
  product?: OrderFilled['product'],
): ChargeSchedule => {
  switch (instrument.segment) {
    case 'NSE':
      return { ...shares(instrument, product), ...EXCHANGE.nseCash };
    case 'BSE':
      return { ...shares(instrument, product), ...bseShares(instrument) };
    case 'NFO-FUT':
      return { ...FUTURES, ...EXCHANGE.nseFutures };
    case 'NFO-OPT':
      return { ...OPTIONS, ...EXCHANGE.nseOptions };
    case 'BFO-FUT':
      return { ...FUTURES, ...EXCHANGE.bseFutures };
    case 'BFO-OPT':
      return { ...OPTIONS, ...bseOptions(instrument) };
    case 'CDS-FUT':
      return { ...CURRENCY, brokerage: 'capped', ...EXCHANGE.nseCurrencyFutures };
    case 'CDS-OPT':
      return { ...CURRENCY, brokerage: 'flat', ...EXCHANGE.nseCurrencyOptions };
    case 'BCD-FUT':
      return { ...CURRENCY, brokerage: 'capped', ...EXCHANGE.bseCurrencyFutures };
    case 'BCD-OPT':
      return { ...CURRENCY, brokerage: 'flat', ...EXCHANGE.bseCurrencyOptions };
    case 'MCX-FUT':
      return untaxedIfAgricultural({ ...COMMODITY_FUTURES, ...mcxFutures(instrument) }, instrument);
    case 'MCX-OPT':
      return untaxedIfAgricultural(
        {
          ...COMMODITY_OPTIONS,
          exerciseTax: TRANSACTION_TAX.exercisedOnFutures,
          exerciseBase: 'settlement',
          ...EXCHANGE.mcxOptions,
        },
        instrument,
      );
    case 'NCO-FUT':
      return untaxedIfAgricultural({ ...COMMODITY_FUTURES, ...EXCHANGE.nseCommodityFutures }, instrument);
    case 'NCO-OPT':
      return untaxedIfAgricultural(
        {
          ...COMMODITY_OPTIONS,
          exerciseTax: TRANSACTION_TAX.exercisedInGoods,
          ...EXCHANGE.nseCommodityOptions,
        },
        instrument,
      );
    case 'INDICES':
      return { ...FUTURES, ...(instrument.exchange === 'BSE' ? EXCHANGE.bseFutures : EXCHANGE.nseFutures) };
    default:
      return instrument.segment satisfies never;
  }
};
