import { uuidV5 } from '../../shared/events/ids.ts';
import type { OrderFailed, OrderFilled } from '../../shared/events/types.ts';
import { chargesOf } from '../../shared/market/charges.ts';
import { contractOf, type Instrument } from '../../shared/market/instrument.ts';
import type { Quote } from '../../shared/market/last-price.ts';
import { fromRupees, type Money, times, toRupees } from '../../shared/money.ts';
import { type FillModel, type FillSettings, fillModel } from './fill-model.ts';
import { failureOf, identityOf, type PaperFailure, type PaperOrder } from './paper-order.ts';

/** Rules of the paper market. */
export interface PaperSettings extends FillSettings {
  /** Maximum age of the last price that fills an order, in milliseconds of market time. */
  readonly maxPriceAgeMs: number;
}

/** The order's instrument. */
export interface PaperMarket {
  readonly instrument: Instrument | undefined;
  readonly quote: Quote | undefined;
  /** Market time in epoch milliseconds: the wall clock live, the newest event time in a replay. */
  readonly now: number;
}

export type PaperOutcome =
  | { readonly filled: true; readonly data: OrderFilled }
  | { readonly filled: false; readonly data: OrderFailed };

/** Maximum amounts of an event, in rupees: ₹10 crore per unit, ₹10,000 crore per order. */
const MAX_PRICE_RUPEES = 1e8;
const MAX_NOTIONAL_RUPEES = 1e11;

/** The next tick against the order: an exchange fills at whole ticks, and rounding must not favor the trader. */
const toTick = (side: PaperOrder['side'], price: Money, tick: Money): Money =>
  times(tick, Math.max(1, side === 'BUY' ? Math.ceil(price / tick) : Math.floor(price / tick)));

/**
 * The paper market: returns the fill or the failure of an order. It is pure: the same order in the same market always has
 * the same outcome.
 */
export class PaperTrader {
  readonly #settings: PaperSettings;
  readonly #fillPrice: FillModel;

  constructor(settings: PaperSettings, model: FillModel = fillModel) {
    this.#settings = settings;
    this.#fillPrice = model;
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
    const { product } = signal.original_signal;
    const modelled = this.#fillPrice(order, { instrument, quote }, this.#settings);
    const price = toTick(side, modelled, fromRupees(instrument.tick_size));
    const { multiplier = 1 } = instrument;
    const notional = toRupees(price) * signal.validated_quantity * multiplier;
    if (toRupees(price) > MAX_PRICE_RUPEES || notional > MAX_NOTIONAL_RUPEES) {
      const factors = [
        `₹${toRupees(price)}`,
        signal.validated_quantity,
        ...(multiplier === 1 ? [] : [multiplier]),
      ];
      return failed(order, 'AMOUNT_OUT_OF_RANGE', factors.join(' × '));
    }

    const { total } = chargesOf({
      instrument,
      side,
      price,
      quantity: signal.validated_quantity,
      at: Date.parse(order.timestamp),
      product,
      cause: order.cause,
    });
    return {
      filled: true,
      data: {
        ...identityOf(order),
        fill_id: uuidV5(order.signalId, 'paper-fill'),
        quantity: signal.validated_quantity,
        fill_price: toRupees(price),
        ...(multiplier !== 1 && { multiplier }),
        contract: contractOf(instrument),
        ...(product !== undefined && { product }),
        ...(order.cause !== undefined && { cause: order.cause }),
        fees: toRupees(total),
        market_price: quote.price,
        market_price_timestamp: new Date(quote.at).toISOString(),
        complete: true,
      },
    };
  }
}

const failed = (order: PaperOrder, reason: PaperFailure, detail?: string): PaperOutcome => ({
  filled: false,
  data: failureOf(order, reason, detail),
});
