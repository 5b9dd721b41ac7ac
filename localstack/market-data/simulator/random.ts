/** Repeatable random numbers: the same seed gives the same numbers on every machine. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /**
   * Bell-shaped, mean 0, standard deviation 1, within ±3.5: the sum of four uniform numbers. It needs sums and products
   * only, so all machines give the same bits.
   */
  bell(): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
}

/** FNV-1a: a 32-bit hash of a text. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
};

/** Chris Doty-Humphrey's sfc32, a small generator that passes PractRand; seeded with a text. */
export const randomFrom = (seed: string): Random => {
  let a = hashOf(seed);
  let b = hashOf(`${seed}#b`);
  let c = hashOf(`${seed}#c`);
  let counter = 1;

  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 0x1_0000_0000;
  };
  // Discarded: the first numbers of similar seeds are similar.
  for (let i = 0; i < 16; i += 1) next();

  return {
    next,
    bell: () => (next() + next() + next() + next() - 2) * SQUARE_ROOT_OF_3,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
  };
};

/** The sum of four uniform numbers has variance 4/12. */
const SQUARE_ROOT_OF_3 = 1.7320508075688772;
