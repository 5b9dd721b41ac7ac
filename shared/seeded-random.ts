import { hash } from 'node:crypto';

const BITS = 48;

/**
 * A number in [0, 1) that follows from the seed and the purpose alone, evenly spread over all seeds. Different
 * purposes of one seed are independent of each other.
 */
export const seededFraction = (seed: string, purpose: string): number =>
  Number.parseInt(hash('sha256', `${purpose}|${seed}`, 'hex').slice(0, BITS / 4), 16) / 2 ** BITS;

/** A number in [low, high) that follows from the seed and the purpose alone. */
export const seededUniform = (seed: string, purpose: string, low: number, high: number): number =>
  low + (high - low) * seededFraction(seed, purpose);
