import { describe, expect, it } from 'vitest';
import { isReduction } from '../../../shared/market/reduction.ts';

describe('an order that only reduces', () => {
  it.each([
    ['a sale out of a long position', [10, 10], -10, true],
    ['a sale that would turn it over', [10, 10], -11, false],
    ['a purchase out of a short position', [-10, -10], 10, true],
    ['a purchase that would turn it over', [-10, -10], 11, false],
    ['a sale out of nothing', [0, 0], -1, false],
    ['a purchase on a long position', [10, 10], 1, false],
    ['a sale that another sale may have made one too many', [4, 10], -5, false],
    ['a purchase while a purchase is pending', [-10, -4], 5, false],
    ['nothing', [10, 10], 0, false],
  ] as const)('%s: %j and %d → %s', (_, [lowest, highest], quantity, reduces) => {
    expect(isReduction({ lowest, highest }, quantity)).toBe(reduces);
  });
});
