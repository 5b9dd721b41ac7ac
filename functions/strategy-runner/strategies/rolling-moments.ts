import type { Money } from '../../../shared/money.ts';
import { packSeries, RingBuffer, unpackSeries } from './ring-buffer.ts';

/** The longest window for which every sum below is an exact integer. */
export const MAX_WINDOW = 1_000;

/** Prices reach ₹10⁸ = 10¹² ten-thousandths, less than 2⁴⁰: two halves of 20 bits. */
const HALF = 2 ** 20;

/**
 * Mean and variance of the last prices, without drift however many ticks pass.
 *
 * Prices are whole ten-thousandths of a rupee, so a running sum is exact; but the square of one has 80 bits and
 * would be rounded, and rounded squares that are added and taken away again leave an error that only grows. Each
 * price is therefore split in two halves, `high·2²⁰ + low`. The sums of halves and of their products are
 * integers below 1000·2⁴⁰ < 2⁵³, exact in a double, and need no BigInt on the path of every tick.
 *
 * Variance is taken about the whole number next to the mean, again by halves, so that the large equal parts
 * cancel among exact integers, and what is rounded at the end is the small result.
 */
export class RollingMoments {
  readonly #window: RingBuffer;
  #high = 0;
  #low = 0;
  #highHigh = 0;
  #highLow = 0;
  #lowLow = 0;

  /** @param period prices in the window, at most {@link MAX_WINDOW} */
  constructor(period: number) {
    this.#window = new RingBuffer(period);
  }

  get full(): boolean {
    return this.#window.length === this.#window.capacity;
  }

  /** Number of prices in the window. */
  get count(): number {
    return this.#window.length;
  }

  /** Exact, in ten-thousandths of a rupee. */
  get sum(): number {
    return this.#high * HALF + this.#low;
  }

  push(price: Money): void {
    this.#push(price);
  }

  #push(price: number): void {
    const oldest = this.#window.push(price);
    this.#account(price, 1);
    if (oldest !== undefined) this.#account(oldest, -1);
  }

  /** `count² · population variance`, in squared ten-thousandths: compare it without a root or a division. */
  scaledVariance(): number {
    const count = this.count;
    const mean = Math.round(this.sum / count);
    const high = Math.floor(mean / HALF);
    const low = mean - high * HALF;
    const highHigh = this.#highHigh - 2 * high * this.#high + count * high * high;
    const highLow = this.#highLow - high * this.#low - low * this.#high + count * high * low;
    const lowLow = this.#lowLow - 2 * low * this.#low + count * low * low;
    const aboutMean = highHigh * HALF * HALF + 2 * highLow * HALF + lowLow;
    const remainder = this.sum - count * mean;
    return count * aboutMean - remainder * remainder;
  }

  pack(): number[] {
    return packSeries(this.#window.values());
  }

  static unpack(period: number, packed: readonly number[]): RollingMoments {
    const moments = new RollingMoments(period);
    for (const price of unpackSeries(packed, period)) moments.#push(price);
    return moments;
  }

  #account(price: number, sign: 1 | -1): void {
    const high = Math.floor(price / HALF);
    const low = price - high * HALF;
    this.#high += sign * high;
    this.#low += sign * low;
    this.#highHigh += sign * high * high;
    this.#highLow += sign * high * low;
    this.#lowLow += sign * low * low;
  }
}
