import * as fc from 'fast-check';

/** The seed of property tests: `SEED=…` repeats a run; a failure prints the seed and how to use it. */
export const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** Checks a property with the shared seed. */
export const check = (property: fc.IRawProperty<unknown>, numRuns = 100): void => {
  fc.assert(property, { seed: SEED, numRuns });
};

/** The same for a property that awaits. */
export const checkAsync = (property: fc.IAsyncProperty<unknown>, numRuns = 50): Promise<void> =>
  fc.assert(property, { seed: SEED, numRuns });
