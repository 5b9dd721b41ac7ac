import { type Random, randomFrom } from '../../localstack/market-data/simulator/random.ts';

/** A seeded source of random decisions: the same seed gives the same decisions. */
export class Chance {
  readonly #random: Random;

  constructor(seed: string) {
    this.#random = randomFrom(seed);
  }

  /** In [0, 1). */
  next(): number {
    return this.#random.next();
  }

  happens(probability: number): boolean {
    return this.#random.next() < probability;
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return this.#random.between(least, most);
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    const one = list[this.#random.between(0, list.length - 1)];
    if (one === undefined) throw new Error('there is nothing to pick from');
    return one;
  }
}
