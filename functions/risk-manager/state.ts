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

/** What risk-manager knows of one strategy's trade in one instrument. */
export interface Holding {
  readonly strategyId: string;
  readonly instrumentToken: number;
  /** Units filled, negative when short. */
  position: number;
  /** By the number of the raw signal's id, see `signal-number.ts`. */
  readonly pending: Map<number, PendingOrder>;
  /** The newest validated signal: epoch milliseconds and signed units. */
  lastValidated: { readonly at: number; readonly quantity: number } | undefined;
}

/** What an order event does to the account. */
export interface OrderEffect {
  /** Epoch milliseconds of the event. */
  readonly at: number;
  readonly strategyId: string;
  readonly instrumentToken: number;
  /** The number of the raw signal's id. */
  readonly signal: number;
  /** Units filled, signed; 0 for a failure. */
  readonly quantity: number;
  /** What it adds to the account's cash: proceeds less fees, negative for a purchase. */
  readonly cash: Money;
  /** Price per unit; 0 for a failure. */
  readonly price: Money;
  /** Whether nothing more is to come of the order. */
  readonly settles: boolean;
}

/** A daily loss beyond the limit, not yet released. */
export interface LossLatch {
  /** What a release has to name: the id of the signal that found it. */
  readonly id: string;
  /** Epoch milliseconds of that signal. */
  readonly at: number;
  /** The release that was known then, in epoch milliseconds: only a newer one counts. */
  readonly releaseSeen: number;
}

/**
 * One account. Profit and loss is kept as cash and positions, not as average costs: equity = cash + Σ position ×
 * mark is exact, needs no rounding and does not depend on the order in which simultaneous fills come.
 */
export interface RiskState {
  /** The newest Indian day seen; 0 before the first event. */
  day: number;
  /** Orders validated on that day. */
  orders: number;
  /** Proceeds of all fills less purchases and fees, since the beginning. */
  cash: Money;
  /** Equity when the day began or a latched loss was released: the day's loss is measured from it. */
  baseline: Money;
  latch: LossLatch | undefined;
  /** How often the latch was told: orders the writes of its item. */
  latchWrites: number;
  /** Epoch milliseconds of the newest validated orders, at most as many as an order rate can count. */
  recentOrders: number[];
  /** The last market price of every instrument that has a holding. */
  readonly marks: Map<number, Money>;
  /** By `strategy_id:instrument_token`, the least recently validated first. */
  readonly holdings: Map<string, Holding>;
  /** The last signals and failures taken; signals that were validated apart from the rest. */
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
