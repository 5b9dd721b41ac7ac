import { RecentVerdicts } from '../../shared/events/recent-ids.ts';
import { NOTHING_TAKEN, type OrderEffect, type TakenEffects } from '../../shared/market/order-effects.ts';
import { type Money, ZERO } from '../../shared/money.ts';
import type { SecondCount } from './order-counts.ts';

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
  /** See `contractOf`; undefined in a state of an earlier release and for fills that do not name it. */
  contract: string | undefined;
  /** The last price of its contract, once the token is of another one. */
  lastMark: Money | undefined;
  /** Filled units; negative for a short position. */
  position: number;
  /** Of the contract: rupees per unit of price and unit of quantity. */
  multiplier: number;
  /** Pending orders by the number of the raw signal's id, see `signalNumber`. */
  readonly pending: Map<number, PendingOrder>;
  /** The newest validated signal: epoch milliseconds and signed units. */
  lastValidated: { readonly at: number; readonly quantity: number } | undefined;
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

/** What an instrument is worth after a corporate action. */
interface AdjustedPrice {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly price: Money;
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
  /** The validated orders of the last minute, see `order-counts.ts`. */
  orderCounts: readonly SecondCount[];
  /** A market price of every instrument with a holding, see `marks.ts`. */
  readonly marks: Map<number, Money>;
  /** By token: the price after a corporate action, and its time. It counts until the market tells a newer price. */
  readonly adjusted: Map<number, AdjustedPrice>;
  /** Tokens with a position when the day began. */
  carried: number[];
  /** By `contractKey`, the least recently validated first. */
  readonly holdings: Map<string, Holding>;
  /** The last processed signals. Validated signals are stored separately. */
  readonly recentEvents: RecentVerdicts;
  /** How many order effects of the portfolio are taken; undefined in a state of an earlier release. */
  taken: TakenEffects | undefined;
  /** Taken order effects that are not effective yet, see `settlement.ts`. */
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
  orderCounts: [],
  marks: new Map(),
  adjusted: new Map(),
  carried: [],
  holdings: new Map(),
  recentEvents: new RecentVerdicts(REMEMBERED_EVENTS),
  taken: NOTHING_TAKEN,
  arrived: [],
});
