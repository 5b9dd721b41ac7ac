import { describe, expect, it } from 'vitest';
import { barFault } from '../../../localstack/market-data/bar-fault.ts';

describe('barFault', () => {
  it.each([
    { open: 10, high: 12, low: 9, close: 11 },
    { open: 10, high: 10, low: 10, close: 10 },
  ])('accepts a consistent bar: %j', (bar) => {
    expect(barFault(bar)).toBeUndefined();
  });

  it.each([
    [{ open: 10, high: 9, low: 11, close: 10 }, 'low 11 is above high 9'],
    [{ open: 10, high: 12, low: 11, close: 12 }, 'low 11 is above open 10'],
    [{ open: 12, high: 12, low: 11, close: 10 }, 'low 11 is above close 10'],
    [{ open: 10, high: 11, low: 9, close: 12 }, 'high 11 is below close 12'],
    [{ open: 12, high: 11, low: 9, close: 10 }, 'high 11 is below open 12'],
  ])('names what contradicts: %j', (prices, fault) => {
    expect(barFault(prices)).toBe(fault);
  });
});
