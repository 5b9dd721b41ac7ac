import { fromRupees } from '../../shared/money.ts';
import type { Holding, RiskState } from './state.ts';

/** Long enough for order times that are compared within a second, also where two partitions run apart. */
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
  /** Rupees. */
  readonly price: number | undefined;
}

/** From here on the order is pending, and counted. */
export const recordValidated = (state: RiskState, holding: Holding, order: ValidatedOrder): void => {
  holding.pending.set(order.signal, { quantity: order.quantity, day: state.day });
  holding.lastValidated = { at: order.signalAt, quantity: order.quantity };
  state.orders += 1;
  const newest = Math.max(order.at, ...state.recentOrders);
  state.recentOrders = [...state.recentOrders, order.at].filter((at) => newest - at < RECENT_MS);
  if (!state.marks.has(holding.instrumentToken) && order.price !== undefined) {
    state.marks.set(holding.instrumentToken, fromRupees(order.price));
  }
};
