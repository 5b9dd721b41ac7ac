import { type RecentIds, RecentVerdicts } from '../../shared/events/recent-ids.ts';
import { noFills } from '../../shared/market/fills.ts';
import { type Money, ZERO } from '../../shared/money.ts';

/** A validated order that is not settled. */
interface PendingOrder {
  /** Units still open: positive to buy, negative to sell. */
  readonly quantity: number;
  /** The Indian day (see `istDay`) on which it was validated. */
  readonly day: number;
}

/** The holding of one strategy in one instrument. */
export interface Holding {
  readonly strategyId: string;
  readonly instrumentToken: number;
  /** Filled units; negative for a short position. */
  position: number;
  /** Pending orders by the number of the raw signal's id, see `signal-number.ts`. */
  readonly pending: Map<number, PendingOrder>;
  /** The newest validated signal: epoch milliseconds and signed units. */
  lastValidated: { readonly at: number; readonly quantity: number } | undefined;
}

/** The effect of an order event on the account. */
export interface OrderEffect {
  /** Epoch milliseconds of the event. */
  readonly at: number;
  readonly strategyId: string;
  readonly instrumentToken: number;
  /** The number of the raw signal's id. */
  readonly signal: number;
  /** Filled units, signed; 0 for a failure. */
  readonly quantity: number;
  /** Change of the account's cash: proceeds less fees; negative for a purchase. */
  readonly cash: Money;
  /** Price per unit; 0 for a failure. */
  readonly price: Money;
  /** Whether this is the last event of the order. */
  readonly settles: boolean;
}

/** A daily loss beyond the limit, not yet released. */
export interface LossLatch {
  /** The name for a release: the id of the signal that detected the loss. */
  readonly id: string;
  /** Epoch milliseconds of that signal. */
  readonly at: number;
  /** The last release at that time, in epoch milliseconds. Only a newer one applies. */
  readonly releaseSeen: number;
}

/**
 * One account. Profit and loss is kept as cash and positions, not as average costs. Equity = cash + Σ position × mark
 * is exact, needs no rounding, and does not depend on the order of simultaneous fills.
 */
export interface RiskState {
  /** The newest Indian day seen; 0 before the first event. */
  day: number;
  /** Orders validated on that day. */
  orders: number;
  /** Proceeds of all fills less purchases and fees, since the beginning. */
  cash: Money;
  /** Equity at the start of the day or at the release of a latched loss. The day's loss is measured from it. */
  baseline: Money;
  latch: LossLatch | undefined;
  /** Count of writes of the latch's item. It orders the writes. */
  latchWrites: number;
  /** Epoch milliseconds of the newest validated orders, at most as many as the rule for the order rate counts. */
  recentOrders: number[];
  /** The last market price of every instrument with a holding. */
  readonly marks: Map<number, Money>;
  /** By `strategy_id:instrument_token`, the least recently validated first. */
  readonly holdings: Map<string, Holding>;
  /** The last processed signals and failures. Validated signals are stored separately. */
  readonly recentEvents: RecentVerdicts;
  readonly recentFills: RecentIds;
  /** Order events that are not effective yet, see `settlement.ts`. */
  arrived: OrderEffect[];
}

export const REMEMBERED_EVENTS = 64;

export const initialState = (): RiskState => ({
  day: 0,
  orders: 0,
  cash: ZERO,
  baseline: ZERO,
  latch: undefined,
  latchWrites: 0,
  recentOrders: [],
  marks: new Map(),
  holdings: new Map(),
  recentEvents: new RecentVerdicts(REMEMBERED_EVENTS),
  recentFills: noFills(),
  arrived: [],
});
