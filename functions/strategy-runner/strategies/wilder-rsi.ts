import { AlphaPandaError } from '../../../shared/errors.ts';
import type { Money } from '../../../shared/money.ts';

/**
 * An average below this means that the series has not moved for thousands of ticks. Smaller averages would lose
 * digits in doubles, and so would their ratio.
 */
const STILL = 1e-200;

/**
 * The relative strength index of J. Welles Wilder, New Concepts in Technical Trading Systems (1978). It averages
 * gains and losses over the first `period` changes, then smooths them by `(average·(n−1) + change) / n`. Each step
 * reduces earlier rounding errors by (n−1)/n, so errors do not accumulate.
 */
export class WilderRsi {
  readonly #period: number;
  #changes = 0;
  /** n times the averages: whole numbers until the first smoothing. */
  #gain = 0;
  #loss = 0;
  #price: number | undefined;

  constructor(period: number) {
    this.#period = period;
  }

  /** Whether there were enough changes for a reading. */
  get ready(): boolean {
    return this.#changes === this.#period;
  }

  push(price: Money): void {
    const previous = this.#price;
    this.#price = price;
    if (previous === undefined) return;
    const change = price - previous;
    if (this.ready) {
      this.#gain -= this.#gain / this.#period;
      this.#loss -= this.#loss / this.#period;
      if (this.#gain + this.#loss < STILL) this.#gain = this.#loss = 0;
    } else {
      this.#changes += 1;
    }
    if (change > 0) this.#gain += change;
    else this.#loss -= change;
  }

  /** 0 to 100; 50 for a series that does not move, which Wilder leaves undefined. */
  value(): number {
    const moved = this.#gain + this.#loss;
    return moved === 0 ? 50 : (100 * this.#gain) / moved;
  }

  pack(): readonly number[] {
    return this.#price === undefined ? [] : [this.#price, this.#changes, this.#gain, this.#loss];
  }

  /** @throws AlphaPandaError `BAD_STATE` for numbers that are not from `pack`. */
  static unpack(period: number, packed: readonly number[]): WilderRsi {
    const rsi = new WilderRsi(period);
    if (packed.length === 0) return rsi;
    const [price, changes, gain, loss] = packed;
    if (price === undefined || changes === undefined || gain === undefined || loss === undefined) {
      throw new AlphaPandaError('BAD_STATE', `an RSI is kept as four numbers, these are ${packed.length}`);
    }
    rsi.#price = price;
    rsi.#changes = changes;
    rsi.#gain = gain;
    rsi.#loss = loss;
    return rsi;
  }
}
