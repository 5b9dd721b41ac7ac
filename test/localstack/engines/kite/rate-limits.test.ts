import { expect, it } from 'vitest';
import { RateLimits } from '../../../../localstack/engines/kite/rate-limits.ts';

const accepted = (limits: RateLimits, key: string, family: 'quote' | 'historical' | 'other', at: number) =>
  Array.from({ length: 20 }, () => limits.allow(key, family, at)).filter(Boolean).length;

it.each([
  ['quote', 1],
  ['historical', 3],
  ['other', 10],
] as const)('accepts the requests of the family %s up to its limit: %d a second', (family, limit) => {
  expect(accepted(new RateLimits(), 'key', family, 5_000)).toBe(limit);
});

it('accepts more once a second has passed, and not before', () => {
  const limits = new RateLimits();
  accepted(limits, 'key', 'historical', 0);

  expect(accepted(limits, 'key', 'historical', 999)).toBe(0);
  expect(accepted(limits, 'key', 'historical', 1_000)).toBe(3);
});

it('counts each key and each family for itself', () => {
  const limits = new RateLimits();
  accepted(limits, 'one', 'quote', 0);

  expect([accepted(limits, 'two', 'quote', 0), accepted(limits, 'one', 'other', 0)]).toEqual([1, 10]);
});
