import fc from 'fast-check';

/** Rupees: a walk of paise steps that trends, jumps and stands still, never below one rupee. */
export const priceWalks = (maxLength = 80): fc.Arbitrary<number[]> =>
  fc
    .tuple(
      fc.integer({ min: 2_000, max: 20_000 }),
      fc.array(
        fc.oneof(
          { weight: 4, arbitrary: fc.integer({ min: -60, max: 60 }) },
          { weight: 1, arbitrary: fc.constant(0) },
          { weight: 1, arbitrary: fc.integer({ min: -600, max: 600 }) },
        ),
        { minLength: 1, maxLength },
      ),
    )
    .map(([start, steps]) => {
      let paise = start;
      return steps.map((step) => {
        paise = Math.max(100, paise + step);
        return paise / 100;
      });
    });
