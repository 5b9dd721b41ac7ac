import type { MarketTick } from '../../../shared/events/types.ts';
import { fromRupees, type Money, toRupees, toTick } from '../../../shared/money.ts';
import { isoTime, type TimedTick, timedTick } from '../timed-tick.ts';
import type { SimulatedInstrument } from './instruments.ts';
import { OrderBook } from './order-book.ts';
import { PriceWalk } from './price-walk.ts';
import { QuoteBook } from './quote-book.ts';
import { randomFrom } from './random.ts';

/** Seconds of an NSE session, over which a day's volatility is spread. */
const SESSION_SECONDS = 22_500;

/** Volatility relative to the real market: a demonstration has only minutes to show a day's events. */
const LIVELINESS = 1.5;

/** Part of a day's volume that waits at the best price. */
const AT_BEST_PRICE = 1 / 5_000;

/** One simulated instrument: its price, daily range, volume and waiting orders. */
export class InstrumentPlay {
  readonly #instrument: SimulatedInstrument;
  readonly #tickSize: Money;
  readonly #walk: PriceWalk;
  readonly #book: QuoteBook | undefined;
  readonly #orders: OrderBook | undefined;
  #previousClose: number;
  #last: number;
  #day: { open: number; high: number; low: number } | undefined;

  /** Each instrument has its own random numbers, so adding one does not change the others. */
  constructor(instrument: SimulatedInstrument, seed: string, ticksPerDay: number) {
    const random = randomFrom(`${seed}/${instrument.instrument_token}`);
    const deviation = (LIVELINESS * instrument.daily_volatility) / Math.sqrt(SESSION_SECONDS);
    this.#instrument = instrument;
    this.#tickSize = fromRupees(instrument.tick_size);
    this.#previousClose = instrument.previous_close;
    this.#last = instrument.previous_close;
    this.#walk = new PriceWalk(random, instrument.previous_close, deviation, instrument.beta);
    this.#book =
      instrument.daily_volume > 0 ? new QuoteBook(random, instrument.daily_volume, ticksPerDay) : undefined;
    // With random numbers of its own, so that it does not change the prices.
    const waiting = randomFrom(`${seed}/${instrument.instrument_token}/orders`);
    this.#orders =
      instrument.daily_volume > 0
        ? new OrderBook(waiting, instrument.daily_volume * AT_BEST_PRICE, this.#tickSize)
        : undefined;
  }

  /** Starts a new day: the last price becomes the previous close; range and volume are reset. */
  openSession(): void {
    this.#previousClose = this.#last;
    this.#day = undefined;
    this.#walk.open(this.#previousClose);
    this.#book?.open();
  }

  next(at: number, market: number): TimedTick {
    const price = this.#onTick(this.#walk.next(market));
    this.#last = price;
    this.#day ??= { open: price, high: price, low: price };
    this.#day.high = Math.max(this.#day.high, price);
    this.#day.low = Math.min(this.#day.low, price);
    const tick: Omit<MarketTick, 'timestamp'> = {
      instrument_token: this.#instrument.instrument_token,
      last_price: price,
      mode: 'quote',
      ohlc: { ...this.#day, close: this.#previousClose },
    };
    const quote = this.#book?.trade(price, this.#walk.drift, this.#walk.bursting);
    const depth = this.#orders?.around(fromRupees(price));
    if (quote === undefined || depth === undefined) return timedTick(at, tick);
    return timedTick(at, { ...tick, ...quote, depth, last_trade_time: isoTime(at), mode: 'full' });
  }

  /** The nearest price at which the exchange trades; at least one tick. */
  #onTick(rupees: number): number {
    const price = toTick(fromRupees(rupees), this.#tickSize);
    return toRupees(price > 0 ? price : this.#tickSize);
  }
}
