import { add, type Money, times, toRupees, ZERO } from '../../shared/money.ts';
import { rangeOf, withOrder, worstOf } from './holdings.ts';
import type { Holding, RiskState } from './state.ts';

/** Cash and all positions at their marks. Every position has a mark: its market's price or its own fill's. */
export const equityOf = (state: RiskState): Money => {
  let equity = state.cash;
  for (const { position, instrumentToken } of state.holdings.values()) {
    const mark = state.marks.get(instrumentToken) ?? ZERO;
    equity = add(equity, times(mark, position));
  }
  return equity;
};

/** More rupees than any limit allows (₹10,000 crore): beyond it the exact worth of an order does not matter. */
const COUNTABLE_RUPEES = 1e11;

/** Price × units, undefined where it is beyond counting. */
export const worthOf = (price: Money, units: number): Money | undefined =>
  toRupees(price) * units > COUNTABLE_RUPEES ? undefined : times(price, units);

/**
 * The worth of all positions, long and short added up, at the worst outcome of all pending orders and of one more
 * (signed) order of `holding`, whose instrument stands at `price`; undefined where it is beyond counting.
 */
export const exposureWith = (
  state: RiskState,
  holding: Holding,
  quantity: number,
  price: Money,
): Money | undefined => {
  let exposure = ZERO;
  for (const other of state.holdings.values()) {
    const range = other === holding ? withOrder(rangeOf(other), quantity) : rangeOf(other);
    const own = other.instrumentToken === holding.instrumentToken;
    const worth = worthOf(own ? price : (state.marks.get(other.instrumentToken) ?? ZERO), worstOf(range));
    if (worth === undefined) return undefined;
    exposure = add(exposure, worth);
  }
  return exposure;
};
