import * as z from 'zod';
import {
  instrumentToken,
  metadata,
  orderSide,
  price,
  product,
  quantity,
  strategyId,
} from '../../shared/events/data/fields.ts';
import type { MarketTick, TradingSignal } from '../../shared/events/types.ts';
import { DAY_MS, istDay } from '../../shared/market/ist.ts';
import type { Decision } from './strategies/strategy.ts';
import type { AcceptedStrategy } from './strategy-set.ts';

/** A paper decision on its way to the exchange, in the form of the checkpoint. */
const waitingOrder = z.tuple([
  instrumentToken,
  strategyId,
  orderSide,
  quantity,
  /** Price and time (epoch milliseconds) of the tick that caused it. */
  price,
  z.int(),
  /** Whether that tick closed a bar of a day or longer. */
  z.boolean(),
  z.number().nullable(),
  metadata.nullable(),
  product.nullable(),
]);

export const waitingOrders = z.array(waitingOrder);

type WaitingOrder = z.infer<typeof waitingOrder>;

/** What a signal says of its strategy. */
type Ordering = Pick<AcceptedStrategy, 'strategy_id' | 'product'>;

/** An order whose wait is over. */
export interface DueOrder {
  readonly strategy: Ordering;
  readonly decision: Decision;
  /** The tick of the order's price and time. */
  readonly at: MarketTick;
  readonly decided: NonNullable<TradingSignal['decided']>;
}

/**
 * Maximum length of all waiting orders of a partition as JSON text: about 500 orders of the strategies here. The
 * checkpoint of a partition is one item, and the strategies' windows need the rest of it.
 */
const MAX_LENGTH = 64_000;

const NONE: readonly DueOrder[] = [];

/** Holidays and a weekend are at most so long. */
const MAX_DAILY_WAIT = 10 * DAY_MS;

/** Whether an order can still be executed at this time: on the day of its decision, or at the next session. */
const isInTime = ([, , , , , decidedAt, isDaily]: WaitingOrder, at: number): boolean =>
  isDaily ? at - decidedAt <= MAX_DAILY_WAIT : istDay(at) === istDay(decidedAt);

const dueOrder = (order: WaitingOrder, tick: MarketTick, at: number): DueOrder => {
  const [instrument_token, strategy_id, side, quantity, price, decidedAt, , confidence, facts, named] = order;
  const decided = { price, timestamp: new Date(decidedAt).toISOString() };
  return {
    strategy: { strategy_id, ...(named === null ? {} : { product: named }) },
    decision: {
      side,
      quantity,
      ...(confidence === null ? {} : { confidence }),
      ...(facts === null ? {} : { metadata: facts }),
    },
    at: isInTime(order, at)
      ? tick
      : { instrument_token, last_price: decided.price, timestamp: decided.timestamp },
    decided,
  };
};

/**
 * Orders of paper that wait for their latency to pass, in market time. The clock is the ticks: an order leaves at the
 * first tick of its instrument at or after its time. Changes of strategies leave them alone, as an order on its way to
 * the exchange would be.
 */
export class WaitingOrders {
  readonly #byInstrument = new Map<number, WaitingOrder[]>();
  #length = 0;

  get isEmpty(): boolean {
    return this.#byInstrument.size === 0;
  }

  has(instrumentToken: number): boolean {
    return !this.isEmpty && this.#byInstrument.has(instrumentToken);
  }

  /** Adds an order. @returns false if the checkpoint has no room for it, so the order cannot wait */
  add(
    { strategy_id, product: named }: Ordering,
    tick: MarketTick,
    { side, quantity, confidence, metadata }: Decision,
  ): boolean {
    const { instrument_token, last_price, timestamp, bar } = tick;
    const order: WaitingOrder = [
      instrument_token,
      strategy_id,
      side,
      quantity,
      last_price,
      Date.parse(timestamp),
      bar?.daily === true,
      confidence ?? null,
      metadata ?? null,
      named ?? null,
    ];
    const length = JSON.stringify(order).length;
    if (this.#length + length > MAX_LENGTH) return false;
    this.#put(order, length);
    return true;
  }

  /**
   * Removes and returns the orders that leave at this tick, the oldest first. An order that found no tick in time keeps
   * the price and time of its decision, so risk refuses it as stale.
   */
  due(tick: MarketTick, latencyMs: number): readonly DueOrder[] {
    const waiting = this.#byInstrument.get(tick.instrument_token);
    if (waiting === undefined || tick.bar?.assumed === true) return NONE;
    const at = Date.parse(tick.timestamp);
    const isDue = ([, , , , , decidedAt]: WaitingOrder) => decidedAt + latencyMs <= at;
    const due = waiting.filter(isDue);
    if (due.length === 0) return NONE;
    const rest = waiting.filter((order) => !isDue(order));
    if (rest.length === 0) this.#byInstrument.delete(tick.instrument_token);
    else this.#byInstrument.set(tick.instrument_token, rest);
    for (const order of due) this.#length -= JSON.stringify(order).length;
    return due.map((order) => dueOrder(order, tick, at));
  }

  encode(): readonly WaitingOrder[] {
    return [...this.#byInstrument.values()].flat();
  }

  static decode(orders: readonly WaitingOrder[]): WaitingOrders {
    const waiting = new WaitingOrders();
    for (const order of orders) waiting.#put(order, JSON.stringify(order).length);
    return waiting;
  }

  #put(order: WaitingOrder, length: number): void {
    const [token] = order;
    const waiting = this.#byInstrument.get(token);
    if (waiting === undefined) this.#byInstrument.set(token, [order]);
    else waiting.push(order);
    this.#length += length;
  }
}
