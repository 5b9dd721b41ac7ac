import type { PositionRange } from '../../shared/market/reduction.ts';
import { add, inRange, type Money, times, toRupees, ZERO } from '../../shared/money.ts';
import { type Parsed, parsed, unusable } from '../../shared/parsed.ts';
import type { CountedPrices } from './counted-prices.ts';
import { rangeOf, withOrder } from './holdings.ts';
import type { Holding, RiskState } from './state.ts';

/** The price of a holding's contract. Every token of a holding has a mark, which `keep` sets. */
export const markOf = ({ marks }: RiskState, { instrumentToken, lastMark }: Holding): Money =>
  lastMark ?? marks.get(instrumentToken) ?? ZERO;

/** Cash plus all positions at their marks; undefined if it is too large to be exact. */
export const equityOf = (state: RiskState): Money | undefined =>
  inRange(() => {
    let equity = state.cash;
    for (const holding of state.holdings.values()) {
      equity = add(equity, times(markOf(state, holding), holding.position * holding.multiplier));
    }
    return equity;
  });

/** More rupees than any limit allows (₹10,000 crore). Beyond it the exact value of an order is not needed. */
const COUNTABLE_RUPEES = 1e11;

/** Price × units × multiplier. */
const worthOf = (price: Money, units: number, multiplier: number): Parsed<Money> =>
  toRupees(price) * units * multiplier > COUNTABLE_RUPEES
    ? unusable(`${units} × ${toRupees(price)} × ${multiplier} is beyond counting`)
    : parsed(times(price, units * multiplier));

/** What an order of signed units counts for limits in rupees. */
export const notionalOf = (
  { bought, sold }: CountedPrices,
  quantity: number,
  multiplier: number,
): Parsed<Money> => {
  if (quantity >= 0) return worthOf(bought, quantity, multiplier);
  return 'problem' in sold ? sold : worthOf(sold.value, -quantity, multiplier);
};

/** The larger of what a position counts for at its highest and at its lowest outcome. */
const worstWorth = (
  prices: CountedPrices,
  { lowest, highest }: PositionRange,
  multiplier: number,
): Parsed<Money> => {
  const long = notionalOf(prices, Math.max(0, highest), multiplier);
  if ('problem' in long || lowest >= 0) return long;
  const short = notionalOf(prices, lowest, multiplier);
  return 'problem' in short || short.value > long.value ? short : long;
};

/** An order of signed units that is not part of the state. */
interface Order {
  readonly holding: Holding;
  readonly quantity: number;
  readonly multiplier: number;
}

/**
 * The gross value of all positions, long plus short, at the worst outcome of all pending orders and one more order.
 * @param pricesOf The counted prices of a holding.
 */
export const exposureWith = (
  state: RiskState,
  { holding, quantity, multiplier }: Order,
  pricesOf: (holding: Holding) => CountedPrices,
): Parsed<Money> => {
  const worthOfOne = (one: Holding, range: PositionRange, units: number): Parsed<Money> =>
    range.lowest === 0 && range.highest === 0 ? parsed(ZERO) : worstWorth(pricesOf(one), range, units);
  let exposure = worthOfOne(holding, withOrder(rangeOf(holding), quantity), multiplier);
  for (const other of state.holdings.values()) {
    if ('problem' in exposure) return exposure;
    if (other === holding) continue;
    const worth = worthOfOne(other, rangeOf(other), other.multiplier);
    if ('problem' in worth) return worth;
    const sum = toRupees(exposure.value) + toRupees(worth.value);
    exposure =
      sum > COUNTABLE_RUPEES
        ? unusable(`₹${sum} is beyond counting`)
        : parsed(add(exposure.value, worth.value));
  }
  return exposure;
};
