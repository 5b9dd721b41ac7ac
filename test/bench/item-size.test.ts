import { describe, expect, it } from 'vitest';
import { itemBytes, writeUnits } from './item-size.ts';

describe('itemBytes', () => {
  it.each([
    ['a text by its UTF-8 bytes', { name: 'é' }, 4 + 2],
    ['a number by two digits a byte and one more', { n: 123_456 }, 1 + 4],
    ['trailing zeros not at all', { n: 1_000_000 }, 1 + 2],
    ['a sign as one byte', { n: -12 }, 1 + 3],
    ['a fraction by its digits', { n: 15_500.05 }, 1 + 5],
    ['a flag and nothing as one byte', { yes: true, no: null }, 3 + 1 + 2 + 1],
    ['bytes as they are', { b: new Uint8Array(10) }, 1 + 10],
    ['a list with three bytes and one for each member', { l: ['a', 'b'] }, 1 + 3 + 2 * 2],
    ['a map with three bytes, one for each member, and its names', { m: { ab: 'c' } }, 1 + 3 + 1 + 2 + 1],
    ['an absent attribute not at all', { a: 'b', gone: undefined }, 2],
  ])('counts %s', (_, item, bytes) => {
    expect(itemBytes(item)).toBe(bytes);
  });
});

describe('writeUnits', () => {
  it.each([
    [1, 1],
    [1_024, 1],
    [1_025, 2],
    [10_240, 10],
  ])('bills %d bytes as %d units', (bytes, units) => {
    expect(writeUnits(bytes)).toBe(units);
  });
});
