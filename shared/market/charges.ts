import type { OrderFilled } from '../events/types.ts';
import { add, fromRupees, type Money, proportion, subtract, times, ZERO } from '../money.ts';
import {
  BROKERAGE,
  BROKERAGE_CAP_RUPEES,
  DEPOSITORY_CHANGED,
  DEPOSITORY_RUPEES,
  DEPOSITORY_RUPEES_BEFORE,
  GST,
  rateAt,
  SEBI_TAXED_FROM,
  SQUARE_OFF_RUPEES,
} from './charge-rates.ts';
import { type ChargedInstrument, type ChargeSchedule, scheduleOf } from './charge-schedules.ts';

/** One executed order, as charges see it. */
export interface ChargedTrade {
  readonly instrument: ChargedInstrument;
  readonly side: 'BUY' | 'SELL';
  /** Per unit; the premium for options. At expiry the settlement price, or the intrinsic value of an option. */
  readonly price: Money;
  /** Whole units; the instrument's multiplier is applied here. */
  readonly quantity: number;
  /** Epoch milliseconds: which rates are in force. */
  readonly at: number;
  /** Absent: MIS for shares. Derivatives cost the same with every product. */
  readonly product?: OrderFilled['product'];
  /** `expiry`: the exchange settles an expired contract. `square_off`: the broker placed the order. */
  readonly cause?: OrderFilled['cause'];
}

/** What a trade costs beside its price, each part to a ten-thousandth of a rupee. */
export interface Charges {
  /** With the broker's ₹50 for an order that it placed itself. */
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

const totalled = (parts: Omit<Charges, 'total'>): Charges => ({
  ...parts,
  total: add(...Object.values(parts)),
});

const turnoverOf = ({ instrument, price, quantity }: ChargedTrade): Money =>
  times(price, quantity * (instrument.multiplier ?? 1));

const orderCharges = (trade: ChargedTrade, schedule: ChargeSchedule): Charges => {
  const { side, at } = trade;
  const turnover = turnoverOf(trade);
  const taxed = side === 'SELL' || schedule.taxedSides === 'both';

  const brokerage = add(
    brokerageOf(schedule.brokerage, turnover, at),
    trade.cause === 'square_off' ? fromRupees(SQUARE_OFF_RUPEES) : ZERO,
  );
  const exchange_transaction = percentOf(
    turnover,
    rateAt(schedule.exchangeTransaction, at) + rateAt(schedule.investorProtection, at),
  );
  const sebi = percentOf(turnover, rateAt(schedule.sebi, at));
  return totalled({
    brokerage,
    transaction_tax: taxed ? percentOf(turnover, rateAt(schedule.transactionTax, at)) : ZERO,
    exchange_transaction,
    sebi,
    stamp: side === 'BUY' ? percentOf(turnover, rateAt(schedule.stamp, at)) : ZERO,
    gst: percentOf(add(brokerage, exchange_transaction, at < SEBI_TAXED_FROM ? ZERO : sebi), rateAt(GST, at)),
  });
};

/** The settlement price of an option that is worth its intrinsic value. */
const settlementPrice = ({ instrument, price }: ChargedTrade): Money => {
  if (instrument.strike === undefined) return price;
  const strike = fromRupees(instrument.strike);
  return instrument.option_type === 'PE' ? subtract(strike, price) : add(strike, price);
};

/**
 * A contract that expired worthless costs nothing. Otherwise the broker takes its brokerage, and the holder of an
 * option, whose position a sale closes, pays the tax of the exercise.
 */
const expiryCharges = (trade: ChargedTrade, schedule: ChargeSchedule): Charges => {
  const { side, at } = trade;
  const worthless = trade.price === ZERO;
  const base = turnoverOf(
    schedule.exerciseBase === 'settlement' ? { ...trade, price: settlementPrice(trade) } : trade,
  );
  const brokerage = worthless ? ZERO : brokerageOf(schedule.brokerage, turnoverOf(trade), at);
  return totalled({
    brokerage,
    transaction_tax: worthless || side === 'BUY' ? ZERO : percentOf(base, rateAt(schedule.exerciseTax, at)),
    exchange_transaction: ZERO,
    sebi: ZERO,
    stamp: ZERO,
    gst: percentOf(brokerage, rateAt(GST, at)),
  });
};

/**
 * The charges of one executed order at the rates of its day.
 *
 * Where published conventions differ: GST is taken on the investor protection levy too, as on contract notes
 * (Kite's margin API leaves it out). Nothing is rounded to rupees, which `contractNoteOf` does. The depository's
 * charge is per share and day, not per order: `depositoryCharge`.
 * @throws AlphaPandaError `AMOUNT_OUT_OF_RANGE` where price × quantity × multiplier is beyond an exact amount.
 */
export const chargesOf = (trade: ChargedTrade): Charges => {
  const schedule = scheduleOf(trade.instrument, trade.product);
  return trade.cause === 'expiry' ? expiryCharges(trade, schedule) : orderCharges(trade, schedule);
};

/**
 * What the depository and the broker take, GST included, for the first sale of delivered shares of an instrument on
 * a day. Nothing for any other trade. The caller knows which sale of the day is the first.
 */
export const depositoryCharge = ({
  instrument,
  side,
  product,
  at,
}: Pick<ChargedTrade, 'instrument' | 'side' | 'product' | 'at'>): Money => {
  const delivered = instrument.segment === 'NSE' || instrument.segment === 'BSE';
  if (!delivered || side === 'BUY' || product !== 'CNC') return ZERO;
  return fromRupees(at < DEPOSITORY_CHANGED ? DEPOSITORY_RUPEES_BEFORE : DEPOSITORY_RUPEES);
};
