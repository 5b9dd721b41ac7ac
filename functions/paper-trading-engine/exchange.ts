import { marketState, sessionOptionsOf } from '../../shared/market/calendar.ts';
import type { Instrument } from '../../shared/market/instrument.ts';
import type { Quote } from '../../shared/market/last-price.ts';
import type { BookLevel, Offered } from '../../shared/market/offered.ts';
import { fromRupees, type Money, times, toRupees } from '../../shared/money.ts';
import { isInRange, levelsFor, type Taken, take } from './book.ts';
import type { FillModel, FillSettings } from './fill-model.ts';
import type { PaperFailure, PaperOrder } from './paper-order.ts';

/** Rules of the paper market. */
export interface PaperSettings extends FillSettings {
  /** Maximum age of the price that fills an order, and of a last trade without a book, in milliseconds of market time. */
  readonly maxPriceAgeMs: number;
}

/** The order's market. */
export interface PaperMarket {
  readonly instrument: Instrument | undefined;
  readonly quote: Quote | undefined;
  /** Market time in epoch milliseconds: the wall clock live, the newest event time in a replay. */
  readonly now: number;
  /** Units that earlier orders took from the same side of the same book. */
  readonly taken?: number;
}

/** Why the exchange does not execute an order. */
export interface ExchangeRefusal {
  readonly reason: PaperFailure;
  readonly detail?: string;
}

interface KnownMarket {
  readonly instrument: Instrument;
  readonly quote: Quote;
  readonly now: number;
  readonly taken: number;
}

const timeOf = (at: number): string => new Date(at).toISOString();

/** Continuous trading only, at the time of the order and of the price. */
const closedAt = ({ instrument, quote, now }: Omit<KnownMarket, 'taken'>): number | undefined =>
  [now, quote.at].find(
    (at) => marketState(instrument.segment, at, sessionOptionsOf(instrument)) === 'closed',
  );

const fromBook = (
  { side, signal }: PaperOrder,
  { instrument, taken }: KnownMarket,
  levels: readonly BookLevel[],
): Taken | ExchangeRefusal => {
  const wanted = signal.validated_quantity;
  const worst = levels.at(-1)?.price ?? 0;
  if (!isInRange(Math.max(worst, levels[0]?.price ?? 0), wanted * (instrument.multiplier ?? 1))) {
    return { reason: 'AMOUNT_OUT_OF_RANGE', detail: `₹${worst} × ${wanted}` };
  }
  const offered = levels.reduce((sum, { quantity }) => sum + quantity, 0);
  const free = Math.max(0, offered - taken);
  const lot = Math.max(1, instrument.lot_size);
  // A part of a lot could not be sold again.
  const quantity = free >= wanted ? wanted : free - (free % lot);
  if (quantity > 0) return take(levels, side, quantity, taken);
  const others = side === 'BUY' ? 'sells' : 'buys';
  return {
    reason: 'NOT_OFFERED',
    detail:
      offered === 0
        ? `no one ${others}: the price is at its limit, or there is no market`
        : `${free} of ${offered} units in the book are left, in lots of ${lot}`,
  };
};

/** An index has no tick of its own, and stands for its future. */
const DEFAULT_TICK = fromRupees(0.05);

/** The next tick against the order: an exchange fills at whole ticks, and rounding must not favor the trader. */
const toTick = (side: PaperOrder['side'], price: Money, tick: Money): Money =>
  times(tick, Math.max(1, side === 'BUY' ? Math.ceil(price / tick) : Math.floor(price / tick)));

/** The price within what the exchange and the replayed bar permit. */
const within = ({ upper_circuit_limit, lower_circuit_limit, bar }: Offered, price: Money): Money => {
  const highest = Math.min(upper_circuit_limit ?? Infinity, bar?.high ?? Infinity);
  const lowest = Math.max(lower_circuit_limit ?? 0, bar?.low ?? 0);
  if (toRupees(price) > highest) return fromRupees(highest);
  return toRupees(price) < lowest ? fromRupees(lowest) : price;
};

const isLocked = (
  side: PaperOrder['side'],
  { price, offered: { upper_circuit_limit, lower_circuit_limit } = {} }: Quote,
): boolean =>
  side === 'BUY'
    ? upper_circuit_limit !== undefined && price >= upper_circuit_limit
    : lower_circuit_limit !== undefined && price <= lower_circuit_limit;

const fromLastPrice = (
  order: PaperOrder,
  { instrument, quote, now }: KnownMarket,
  settings: PaperSettings,
  model: FillModel,
): Taken | ExchangeRefusal => {
  const { side, signal } = order;
  const { last_trade_time } = quote.offered ?? {};
  const age = last_trade_time === undefined ? 0 : now - Date.parse(last_trade_time);
  if (age > settings.maxPriceAgeMs) {
    const allowed = `at most ${settings.maxPriceAgeMs} allowed`;
    return {
      reason: 'STALE_PRICE',
      detail: `the last trade is ${age} ms old, ${allowed}, and there is no book`,
    };
  }
  if (isLocked(side, quote)) {
    return { reason: 'NOT_OFFERED', detail: `₹${quote.price} is the limit of the day` };
  }
  const tick = instrument.tick_size > 0 ? fromRupees(instrument.tick_size) : DEFAULT_TICK;
  const price = within(
    quote.offered ?? {},
    toTick(side, model(order, { instrument, quote }, settings), tick),
  );
  const quantity = signal.validated_quantity;
  const { multiplier = 1 } = instrument;
  if (isInRange(toRupees(price), quantity * multiplier)) return { price, quantity };
  const factors = [`₹${toRupees(price)}`, quantity, ...(multiplier === 1 ? [] : [multiplier])];
  return { reason: 'AMOUNT_OUT_OF_RANGE', detail: factors.join(' × ') };
};

/**
 * What a market order gets from the exchange, or why it gets nothing. With a book it takes what the book offers, and the
 * rest is not executed. Without one it fills at the last price and the slippage of the model.
 */
export const executionOf = (
  order: PaperOrder,
  { instrument, quote, now, taken = 0 }: PaperMarket,
  settings: PaperSettings,
  model: FillModel,
): Taken | ExchangeRefusal => {
  if (instrument === undefined) return { reason: 'UNKNOWN_INSTRUMENT' };
  if (quote === undefined) return { reason: 'NO_PRICE' };
  const market = { instrument, quote, now, taken };
  const age = now - quote.at;
  if (age > settings.maxPriceAgeMs) {
    return { reason: 'STALE_PRICE', detail: `${age} ms old, at most ${settings.maxPriceAgeMs} allowed` };
  }
  const closed = closedAt(market);
  if (closed !== undefined) {
    return { reason: 'MARKET_CLOSED', detail: `${instrument.segment} at ${timeOf(closed)}` };
  }
  const levels = levelsFor(order.side, quote.offered);
  return levels === undefined
    ? fromLastPrice(order, market, settings, model)
    : fromBook(order, market, levels);
};
