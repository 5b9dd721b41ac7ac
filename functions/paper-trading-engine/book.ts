import type { BookLevel, Offered } from '../../shared/market/offered.ts';
import { add, fromRupees, type Money, perUnit, times, ZERO } from '../../shared/money.ts';
import type { PaperOrder } from './paper-order.ts';

/** The price limits of a day are the last prices that the exchange takes. */
const isWithin = ({ upper_circuit_limit, lower_circuit_limit }: Offered, { price }: BookLevel): boolean =>
  price <= (upper_circuit_limit ?? price) && price >= (lower_circuit_limit ?? price);

const byPrice = ({ price: one }: BookLevel, { price: other }: BookLevel): number =>
  one < other ? -1 : one > other ? 1 : 0;

/** The orders that a market order meets, the best price first; undefined if no book is known. */
export const levelsFor = (
  side: PaperOrder['side'],
  offered: Offered | undefined,
): readonly BookLevel[] | undefined => {
  if (offered?.depth === undefined) return undefined;
  const { buy, sell } = offered.depth;
  const levels = side === 'BUY' ? sell.toSorted(byPrice) : buy.toSorted((a, b) => byPrice(b, a));
  return levels.filter((level) => isWithin(offered, level));
};

/** What a market order gets. */
export interface Taken {
  /** Units. */
  readonly quantity: number;
  /** Average price per unit, rounded against the order to a ten-thousandth of a rupee, as Kite's average price. */
  readonly price: Money;
}

/** Maximum amounts of an event, in rupees: ₹10 crore per unit, ₹10,000 crore per order. */
const MAX_PRICE_RUPEES = 1e8;
const MAX_NOTIONAL_RUPEES = 1e11;

/** Whether an order can carry this price and quantity. */
export const isInRange = (rupees: number, units: number): boolean =>
  rupees <= MAX_PRICE_RUPEES && rupees * units <= MAX_NOTIONAL_RUPEES;

/**
 * Takes units from the levels, the first first.
 * @param quantity Units, at least one. The levels have as many after the earlier orders.
 * @param before Units that earlier orders took from the same levels
 */
export const take = (
  levels: readonly BookLevel[],
  side: PaperOrder['side'],
  quantity: number,
  before: number,
): Taken => {
  let [gone, left, cost] = [before, quantity, ZERO];
  for (const level of levels) {
    const units = Math.min(Math.max(0, level.quantity - gone), left);
    gone = Math.max(0, gone - level.quantity);
    left -= units;
    cost = add(cost, times(fromRupees(level.price), units));
  }
  return { quantity, price: perUnit(cost, quantity, side === 'BUY' ? 'up' : 'down') };
};
