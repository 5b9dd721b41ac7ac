import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../../localstack/market-data/simulator/random.ts';

const COUNT = 50_000;

const draw = (seed: string, next: (random: ReturnType<typeof randomFrom>) => number): number[] => {
  const random = randomFrom(seed);
  return Array.from({ length: COUNT }, () => next(random));
};

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;

describe('randomFrom', () => {
  it('gives the same numbers for a seed in every version', () => {
    const random = randomFrom('alpha');

    expect([random.next(), random.next(), random.between(1, 1_000_000)]).toEqual([
      0.4608705253340304, 0.2527345565613359, 608_850,
    ]);
  });

  it('gives other numbers for other seeds', () => {
    expect(randomFrom('a').next()).not.toBe(randomFrom('b').next());
  });

  it('is uniform over [0, 1)', () => {
    const numbers = draw('even', (random) => random.next());

    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const share = numbers.filter((n) => Math.floor(n * 10) === tenth).length / COUNT;
      expect(share).toBeCloseTo(0.1, 2);
    }
  });

  it('draws bell-shaped numbers with mean 0 and deviation 1', () => {
    const numbers = draw('bell', (random) => random.bell());

    expect(mean(numbers)).toBeCloseTo(0, 1);
    expect(mean(numbers.map((n) => n * n))).toBeCloseTo(1, 1);
  });

  it('draws whole numbers including both ends', () => {
    const numbers = draw('ends', (random) => random.between(3, 5));

    expect(new Set(numbers)).toEqual(new Set([3, 4, 5]));
  });
});
