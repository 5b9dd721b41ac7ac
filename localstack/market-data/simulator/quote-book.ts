import type { MarketTick } from '../../../shared/events/types.ts';
import type { Random } from './random.ts';

/** A quote-mode tick's fields besides the price. */
export type QuoteFields = Required<
  Pick<
    MarketTick,
    | 'volume_traded'
    | 'last_traded_quantity'
    | 'average_traded_price'
    | 'total_buy_quantity'
    | 'total_sell_quantity'
  >
>;

const rounded = (rupees: number): number => Math.round(rupees * 100) / 100;

/** Volume and waiting orders of one instrument through a session. */
export class QuoteBook {
  readonly #random: Random;
  readonly #meanQuantity: number;
  readonly #meanWaiting: number;
  #volume = 0;
  #turnover = 0;

  /** @param dailyVolume units on an ordinary day @param ticksPerDay ticks over which they are spread */
  constructor(random: Random, dailyVolume: number, ticksPerDay: number) {
    this.#random = random;
    this.#meanQuantity = dailyVolume / ticksPerDay;
    this.#meanWaiting = dailyVolume / 40;
  }

  open(): void {
    this.#volume = 0;
    this.#turnover = 0;
  }

  /** @param drift see PriceWalk @param busy a burst trades five times as much */
  trade(price: number, drift: number, busy: boolean): QuoteFields {
    const u = this.#random.next();
    // u² has mean ⅓: many small trades and a few large ones.
    const quantity = 1 + Math.floor(3 * u * u * this.#meanQuantity * (busy ? 5 : 1));
    this.#volume += quantity;
    this.#turnover += quantity * price;
    const tilt = 1 + 0.4 * drift;
    return {
      volume_traded: this.#volume,
      last_traded_quantity: quantity,
      average_traded_price: rounded(this.#turnover / this.#volume),
      total_buy_quantity: this.#waiting(tilt),
      total_sell_quantity: this.#waiting(2 - tilt),
    };
  }

  #waiting(tilt: number): number {
    return Math.floor(this.#meanWaiting * tilt * (0.9 + 0.2 * this.#random.next()));
  }
}
