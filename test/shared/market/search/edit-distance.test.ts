import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance } from '../../../../shared/market/search/edit-distance.ts';

test.each([
  ['RELIANCE', 'RELIANCE', 0],
  ['RELIANCE', 'RELINCE', 1],
  ['RELIANCE', 'RELAINCE', 1],
  ['RELIANCE', 'RELIENSE', 2],
  ['TCS', 'INFY', undefined],
  ['', 'ABC', 3],
  ['', 'ABCD', undefined],
])('%s and %s are %s apart', (one, other, distance) => {
  expect(editDistance(one, other, 3)).toBe(distance);
});

const text = fc.string({ unit: fc.constantFrom('A', 'B', 'C'), maxLength: 8 });

/** The same by definition, without a bound. */
const slowly = (one: string, other: string): number => {
  if (one === '' || other === '') return one.length + other.length;
  const [a, b] = [one.slice(0, -1), other.slice(0, -1)];
  const same = one.at(-1) === other.at(-1) ? 0 : 1;
  const steps = [slowly(a, other) + 1, slowly(one, b) + 1, slowly(a, b) + same];
  const isSwapped = one.length > 1 && one.at(-1) === other.at(-2) && one.at(-2) === other.at(-1);
  if (isSwapped) steps.push(slowly(one.slice(0, -2), other.slice(0, -2)) + 1);
  return Math.min(...steps);
};

test('the distance is that of the definition, or undefined above the bound', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('A', 'B', 'C'), maxLength: 5 }),
      fc.string({ unit: fc.constantFrom('A', 'B', 'C'), maxLength: 5 }),
      fc.integer({ min: 0, max: 4 }),
      (one, other, most) => {
        const distance = slowly(one, other);
        expect(editDistance(one, other, most)).toBe(distance <= most ? distance : undefined);
      },
    ),
  );
});

test('the distance is the same both ways', () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(editDistance(one, other, 3)).toBe(editDistance(other, one, 3));
    }),
  );
});
