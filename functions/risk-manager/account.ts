import { add, type Money, times, toRupees, ZERO } from '../../shared/money.ts';
import { rangeOf, withOrder, worstOf } from './holdings.ts';
import type { Holding, RiskState } from './state.ts';

/** The price of a holding's contract. Every token of a holding has a mark, which `keep` sets. */
const markOf = ({ marks }: RiskState, { instrumentToken, lastMark }: Holding): Money =>
  lastMark ?? marks.get(instrumentToken) ?? ZERO;

/** Cash plus all positions at their marks. */
export const equityOf = (state: RiskState): Money => {
  let equity = state.cash;
  for (const holding of state.holdings.values()) {
    equity = add(equity, times(markOf(state, holding), holding.position * holding.multiplier));
  }
  return equity;
};

/** More rupees than any limit allows (₹10,000 crore). Beyond it the exact value of an order is not needed. */
const COUNTABLE_RUPEES = 1e11;

/** Price × units × multiplier; undefined above the maximum. */
export const worthOf = (price: Money, units: number, multiplier: number): Money | undefined =>
  toRupees(price) * units * multiplier > COUNTABLE_RUPEES ? undefined : times(price, units * multiplier);

/**
 * The gross value of all positions, long plus short, at the worst outcome of all pending orders and one more (signed)
 * order of `holding`, whose instrument has the price and the multiplier; undefined above the maximum.
 */
export const exposureWith = (
  state: RiskState,
  holding: Holding,
  quantity: number,
  price: Money,
  multiplier: number,
): Money | undefined => {
  const { instrumentToken } = holding;
  let exposure = worthOf(price, worstOf(withOrder(rangeOf(holding), quantity)), multiplier);
  for (const other of state.holdings.values()) {
    if (other === holding) continue;
    const isSame = other.instrumentToken === instrumentToken && other.lastMark === undefined;
    const mark = isSame ? price : markOf(state, other);
    const worth = worthOf(mark, worstOf(rangeOf(other)), other.multiplier);
    if (exposure === undefined || worth === undefined) return undefined;
    exposure = add(exposure, worth);
  }
  return exposure;
};
