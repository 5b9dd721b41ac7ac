import { add, fromRupees, type Money, proportion, times, ZERO } from '../money.ts';
import {
  BROKERAGE,
  BROKERAGE_CAP_RUPEES,
  type ChargeSchedule,
  GST,
  rateAt,
  SCHEDULES,
  SEBI,
} from './charge-rates.ts';
import type { Instrument } from './instrument.ts';

/** One executed order, as charges see it. */
export interface ChargedTrade {
  readonly instrument: Pick<Instrument, 'segment' | 'exchange' | 'multiplier'>;
  readonly side: 'BUY' | 'SELL';
  /** Per unit; the premium for options. */
  readonly price: Money;
  /** Whole units. */
  readonly quantity: number;
  /** Epoch milliseconds: which rates are in force. */
  readonly at: number;
  /** Shares are taken to be squared off the same day unless said otherwise. */
  readonly product?: 'intraday' | 'delivery';
}

/** What a trade costs beside its price, each part to a ten-thousandth of a rupee. */
export interface Charges {
  readonly brokerage: Money;
  /** STT, or CTT for commodities. */
  readonly transaction_tax: Money;
  /** The exchange's charge with its investor protection levy. */
  readonly exchange_transaction: Money;
  readonly sebi: Money;
  readonly stamp: Money;
  readonly gst: Money;
  readonly total: Money;
}

/**
 * Indices cannot be traded; on paper they stand for their futures, so that a strategy on NIFTY 50 bears what
 * trading it would cost.
 */
const scheduleOf = ({ instrument, product = 'intraday' }: ChargedTrade): ChargeSchedule => {
  switch (instrument.segment) {
    case 'NSE':
      return product === 'delivery' ? SCHEDULES.nseDelivery : SCHEDULES.nseIntraday;
    case 'BSE':
      return product === 'delivery' ? SCHEDULES.bseDelivery : SCHEDULES.bseIntraday;
    case 'NFO-FUT':
      return SCHEDULES.nseFutures;
    case 'NFO-OPT':
      return SCHEDULES.nseOptions;
    case 'BFO-FUT':
      return SCHEDULES.bseFutures;
    case 'BFO-OPT':
      return SCHEDULES.bseOptions;
    case 'CDS-FUT':
    case 'BCD-FUT':
      return SCHEDULES.currencyFutures;
    case 'CDS-OPT':
    case 'BCD-OPT':
      return SCHEDULES.currencyOptions;
    case 'MCX-FUT':
    case 'NCO-FUT':
      return SCHEDULES.commodityFutures;
    case 'MCX-OPT':
    case 'NCO-OPT':
      return SCHEDULES.commodityOptions;
    case 'INDICES':
      return instrument.exchange === 'BSE' ? SCHEDULES.bseFutures : SCHEDULES.nseFutures;
  }
};

const PARTS = 1e9;

/** A percentage of an amount: rates have at most seven decimals, so billionths hold them exactly. */
const percentOf = (amount: Money, percent: number): Money =>
  percent === 0 ? ZERO : proportion(amount, Math.round(percent * (PARTS / 100)), PARTS);

const brokerageOf = (kind: ChargeSchedule['brokerage'], turnover: Money, at: number): Money => {
  if (kind === 'none') return ZERO;
  const cap = fromRupees(BROKERAGE_CAP_RUPEES);
  if (kind === 'flat') return cap;
  const share = percentOf(turnover, rateAt(BROKERAGE, at));
  return share < cap ? share : cap;
};

/**
 * The charges of one executed order at the rates of its day.
 *
 * Where published conventions differ: GST is taken on the investor protection levy too, as on contract notes
 * (Kite's margin API leaves it out); nothing is rounded to rupees, which a contract note does to the STT of a
 * whole day, so a note may differ by less than a rupee per instrument and day. Depository charges (delivery
 * sells) and auto square-off fees are per day, not per order, and are not in it.
 * @throws AlphaPandaError `AMOUNT_OUT_OF_RANGE` where price × quantity is beyond an exact amount.
 */
export const chargesOf = (trade: ChargedTrade): Charges => {
  const { side, at } = trade;
  const schedule = scheduleOf(trade);
  const turnover = times(trade.price, trade.quantity * (trade.instrument.multiplier ?? 1));
  const taxed = side === 'SELL' || schedule.taxedSides === 'both';

  const brokerage = brokerageOf(schedule.brokerage, turnover, at);
  const transaction_tax = taxed ? percentOf(turnover, rateAt(schedule.transactionTax, at)) : ZERO;
  const exchange_transaction = percentOf(
    turnover,
    rateAt(schedule.exchangeTransaction, at) + rateAt(schedule.investorProtection, at),
  );
  const sebi = percentOf(turnover, rateAt(SEBI, at));
  const stamp = side === 'BUY' ? percentOf(turnover, rateAt(schedule.stamp, at)) : ZERO;
  const gst = percentOf(add(brokerage, exchange_transaction, sebi), rateAt(GST, at));
  const total = add(brokerage, transaction_tax, exchange_transaction, sebi, stamp, gst);
  return { brokerage, transaction_tax, exchange_transaction, sebi, stamp, gst, total };
};
