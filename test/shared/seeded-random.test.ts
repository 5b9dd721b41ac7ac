import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededFraction, seededUniform } from '../../shared/seeded-random.ts';

describe('seeded randomness', () => {
  it('gives the same number for the same seed and purpose, always', () => {
    expect(seededFraction('0d6e9d4c-3f5c-5b67-9d3e-0a8f4f3f6f11', 'slippage')).toBe(
      seededFraction('0d6e9d4c-3f5c-5b67-9d3e-0a8f4f3f6f11', 'slippage'),
    );
    // Pinned: a change here changes every fill of every replay.
    expect(seededFraction('seed', 'purpose')).toBe(0.44243764316017575);
  });

  it('gives different numbers for different purposes and seeds', () => {
    expect(seededFraction('a', 'x')).not.toBe(seededFraction('a', 'y'));
    expect(seededFraction('a', 'x')).not.toBe(seededFraction('b', 'x'));
  });

  it('stays within its bounds', () => {
    fc.assert(
      fc.property(fc.uuid(), (seed) => {
        const drawn = seededUniform(seed, 'slippage', 0.5, 1.5);

        expect(drawn).toBeGreaterThanOrEqual(0.5);
        expect(drawn).toBeLessThan(1.5);
      }),
    );
  });

  it('spreads evenly: each tenth of the range gets its share of ten thousand seeds', () => {
    const tenths = new Array<number>(10).fill(0);

    for (let seed = 0; seed < 10_000; seed += 1) {
      const tenth = Math.floor(seededFraction(String(seed), 'spread') * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }

    // Five standard deviations of a binomial of 10,000 and 1/10.
    for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });
});
