import type { ChargedInstrument } from '../../../shared/market/charge-schedules.ts';
import { type ChargedTrade, type Charges, chargesOf } from '../../../shared/market/charges.ts';
import { add, fromRupees, type Money, toRupees } from '../../../shared/money.ts';

const EXCHANGES: Readonly<Record<string, ChargedInstrument['exchange']>> = { INDICES: 'NSE' };

/** An instrument by its segment. */
export const instrument = (
  segment: ChargedInstrument['segment'],
  rest: Partial<ChargedInstrument> = {},
): ChargedInstrument => ({
  segment,
  exchange: EXCHANGES[segment] ?? (segment.slice(0, 3) as ChargedInstrument['exchange']),
  ...rest,
});

export interface Order {
  readonly instrument: ChargedInstrument;
  readonly side: 'BUY' | 'SELL';
  readonly quantity: number;
  /** Rupees. */
  readonly price: number;
  /** `YYYY-MM-DD` in India. */
  readonly day: string;
  readonly product?: ChargedTrade['product'];
  readonly cause?: ChargedTrade['cause'];
}

export const tradeOf = ({ price, day, ...rest }: Order): ChargedTrade => ({
  ...rest,
  price: fromRupees(price),
  at: Date.parse(`${day}T10:00:00+05:30`),
});

export const charged = (order: Order): Charges => chargesOf(tradeOf(order));

/** A part of the charges of an order, in rupees. */
export const part = (name: keyof Charges, order: Order): number => toRupees(charged(order)[name]);

type RoundTrip = Omit<Order, 'side' | 'price'> & { readonly buy: number; readonly sell: number };

/** The charges of a purchase and a sale on one day, in rupees. */
export const roundTrip = ({ buy, sell, ...order }: RoundTrip): number => {
  const total = (side: Order['side'], price: number): Money => charged({ ...order, side, price }).total;
  return toRupees(add(total('BUY', buy), total('SELL', sell)));
};
