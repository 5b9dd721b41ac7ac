import type { Money } from '../../shared/money.ts';
import { keepAsNewest } from './holdings.ts';
import { withOrderAt } from './order-counts.ts';
import type { Holding, RiskState } from './state.ts';

/** Long enough for order times that are compared within a second, also if two partitions are not synchronous. */
const RECENT_MS = 2_000;

interface ValidatedOrder {
  /** The number of the raw signal's id. */
  readonly signal: number;
  /** Signed units. */
  readonly quantity: number;
  /** Epoch milliseconds of the event. */
  readonly at: number;
  /** Epoch milliseconds of the signal. */
  readonly signalAt: number;
  /** The market's price, until the next one. */
  readonly mark: Money;
  /** Of the instrument. */
  readonly multiplier: number;
}

/** The order is now pending and counted. */
export const recordValidated = (state: RiskState, holding: Holding, order: ValidatedOrder): void => {
  holding.pending.set(order.signal, { quantity: order.quantity, day: state.day });
  // The units of an earlier release have none, and their cash neither: their next fill corrects both.
  if (holding.position === 0) holding.multiplier = order.multiplier;
  holding.lastValidated = { at: order.signalAt, quantity: order.quantity };
  state.orders += 1;
  const newest = Math.max(order.at, ...state.recentOrders);
  state.recentOrders = [...state.recentOrders, order.at].filter((at) => newest - at < RECENT_MS);
  state.orderCounts = withOrderAt(state.orderCounts, order.at);
  keepAsNewest(state, holding, order.mark);
};
