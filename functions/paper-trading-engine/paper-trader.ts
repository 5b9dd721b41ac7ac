import { uuidV5 } from '../../shared/events/ids.ts';
import type { OrderFailed, OrderFilled } from '../../shared/events/types.ts';
import { chargesOf } from '../../shared/market/charges.ts';
import type { Instrument } from '../../shared/market/instrument.ts';
import type { Quote } from '../../shared/market/last-price.ts';
import { add, atRate, fromRupees, type Money, subtract, times, toRupees } from '../../shared/money.ts';
import { seededUniform } from '../../shared/seeded-random.ts';
import { failureOf, identityOf, type PaperFailure, type PaperOrder } from './paper-order.ts';

/** How the paper market treats orders. */
export interface PaperSettings {
  /** Mean slippage in basis points (0.01 %) of the price; each order gets between half and one and a half of it. */
  readonly slippageBasisPoints: number;
  /** A last price older than this is no price to fill at. Milliseconds of market time. */
  readonly maxPriceAgeMs: number;
}

/** What is known of the order's instrument. */
export interface PaperMarket {
  readonly instrument: Instrument | undefined;
  readonly quote: Quote | undefined;
  /** Market time in epoch milliseconds: live the wall clock, in a replay the newest time seen. */
  readonly now: number;
}

export type PaperOutcome =
  | { readonly filled: true; readonly data: OrderFilled }
  | { readonly filled: false; readonly data: OrderFailed };

/** What an event can carry, in rupees: ₹10 crore a unit, ₹10,000 crore an order. */
const MAX_PRICE_RUPEES = 1e8;
const MAX_NOTIONAL_RUPEES = 1e11;
const BASIS_POINTS = 10_000;

const towards = (side: PaperOrder['side'], price: Money, slippage: Money, tick: Money): Money => {
  // Away from us to the next tick: a fill between ticks cannot happen, and rounding must not be a gift.
  if (side === 'BUY') return times(tick, Math.ceil(add(price, slippage) / tick));
  return times(tick, Math.max(1, Math.floor(subtract(price, slippage) / tick)));
};

/**
 * The paper market: takes an order and what is known of its instrument, and returns what would have happened.
 * It keeps nothing, emits nothing, reads no clock and knows no topic; the same order in the same market always
 * has the same outcome.
 */
export class PaperTrader {
  readonly #settings: PaperSettings;

  constructor(settings: PaperSettings) {
    this.#settings = settings;
  }

  execute(order: PaperOrder, market: PaperMarket): PaperOutcome {
    const { instrument, quote } = market;
    if (instrument === undefined) return failed(order, 'UNKNOWN_INSTRUMENT');
    if (quote === undefined) return failed(order, 'NO_PRICE');
    const age = market.now - quote.at;
    if (age > this.#settings.maxPriceAgeMs) {
      return failed(order, 'STALE_PRICE', `${age} ms old, at most ${this.#settings.maxPriceAgeMs} allowed`);
    }
    const { side, signal } = order;
    const price = this.#fillPrice(order, instrument, fromRupees(quote.price));
    const notional = toRupees(price) * signal.validated_quantity;
    if (toRupees(price) > MAX_PRICE_RUPEES || notional > MAX_NOTIONAL_RUPEES) {
      return failed(order, 'AMOUNT_OUT_OF_RANGE', `₹${toRupees(price)} × ${signal.validated_quantity}`);
    }

    const { total } = chargesOf({
      instrument,
      side,
      price,
      quantity: signal.validated_quantity,
      at: Date.parse(order.timestamp),
    });
    return {
      filled: true,
      data: {
        ...identityOf(order),
        fill_id: uuidV5(order.signalId, 'paper-fill'),
        quantity: signal.validated_quantity,
        fill_price: toRupees(price),
        fees: toRupees(total),
        market_price: quote.price,
        market_price_timestamp: new Date(quote.at).toISOString(),
        complete: true,
      },
    };
  }

  #fillPrice(order: PaperOrder, instrument: Instrument, market: Money): Money {
    const draw = seededUniform(order.signalId, 'slippage', 0.5, 1.5);
    const slippage = atRate(market, (this.#settings.slippageBasisPoints / BASIS_POINTS) * draw);
    return towards(order.side, market, slippage, fromRupees(instrument.tick_size));
  }
}

const failed = (order: PaperOrder, reason: PaperFailure, detail?: string): PaperOutcome => ({
  filled: false,
  data: failureOf(order, reason, detail),
});
