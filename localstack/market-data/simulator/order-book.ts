import type { MarketTick } from '../../../shared/events/types.ts';
import { add, type Money, subtract, toRupees } from '../../../shared/money.ts';
import type { Random } from './random.ts';

type Depth = NonNullable<MarketTick['depth']>;

/** Kite's full mode has five. */
const LEVELS = 5;

/** The waiting orders around the last price of a liquid share: a spread of one tick, and orders at each tick behind it. */
export class OrderBook {
  readonly #random: Random;
  readonly #meanQuantity: number;
  readonly #tickSize: Money;

  /** @param meanQuantity Units at the best price on average */
  constructor(random: Random, meanQuantity: number, tickSize: Money) {
    this.#random = random;
    this.#meanQuantity = meanQuantity;
    this.#tickSize = tickSize;
  }

  /** The last trade was with the best buyer or with the best seller. */
  around(lastPrice: Money): Depth {
    const isBuyer = this.#random.next() < 0.5;
    const bid = isBuyer ? lastPrice : subtract(lastPrice, this.#tickSize);
    const ask = isBuyer ? add(lastPrice, this.#tickSize) : lastPrice;
    return {
      buy: this.#side(bid, (price) => subtract(price, this.#tickSize)),
      sell: this.#side(ask, (price) => add(price, this.#tickSize)),
    };
  }

  #side(best: Money, behind: (price: Money) => Money): Depth['buy'] {
    const levels: Depth['buy'] = [];
    for (let price = best; levels.length < LEVELS && price > 0; price = behind(price)) {
      const more = 1 + levels.length / 2;
      const quantity = 1 + Math.floor(2 * this.#random.next() * this.#meanQuantity * more);
      levels.push({
        price: toRupees(price),
        quantity,
        orders: 1 + Math.floor(this.#random.next() * Math.min(quantity, 40)),
      });
    }
    return levels;
  }
}
