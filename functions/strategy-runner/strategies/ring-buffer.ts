import { AlphaPandaError } from '../../../shared/errors.ts';

/** The last `capacity` whole numbers of a series. */
export class RingBuffer {
  readonly #values: Float64Array;
  #next = 0;
  #length = 0;

  constructor(capacity: number) {
    this.#values = new Float64Array(capacity);
  }

  get capacity(): number {
    return this.#values.length;
  }

  get length(): number {
    return this.#length;
  }

  /** The number that the push replaces, `capacity` pushes old; undefined while the buffer is not full. */
  push(value: number): number | undefined {
    const place = this.#next;
    const full = this.#length === this.#values.length;
    const oldest = full ? this.#values[place] : undefined;
    this.#values[place] = value;
    this.#next = place + 1 === this.#values.length ? 0 : place + 1;
    if (!full) this.#length += 1;
    return oldest;
  }

  /** Oldest first. */
  values(): number[] {
    const capacity = this.#values.length;
    const oldest = this.#next - this.#length + capacity;
    return Array.from({ length: this.#length }, (_, age) => this.#values[(oldest + age) % capacity] ?? 0);
  }
}

/**
 * Encodes a series as its first number and the differences between neighbors. Small price moves become short numbers.
 */
export const packSeries = (series: readonly number[]): number[] =>
  series.map((value, index) => value - (series[index - 1] ?? 0));

/** @throws AlphaPandaError `BAD_STATE` for more numbers than the window holds. */
export const unpackSeries = (packed: readonly number[], capacity: number): number[] => {
  if (packed.length > capacity) {
    throw new AlphaPandaError('BAD_STATE', `${packed.length} values do not fit a window of ${capacity}`);
  }
  let value = 0;
  return packed.map((difference) => {
    value += difference;
    return value;
  });
};
