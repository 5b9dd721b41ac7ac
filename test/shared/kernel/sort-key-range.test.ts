import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEmptyRange, sortKeyRange } from '../../../shared/kernel/sort-key-range.ts';

const place = fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { nil: undefined });

const lies = (key: string, { from, to }: ReturnType<typeof sortKeyRange>): boolean =>
  (from === undefined || key >= from) && (to === undefined || key <= to);

describe('sortKeyRange', () => {
  it('covers the bounds from the last item on, that item included', () => {
    fc.assert(
      fc.property(place, place, place, fc.boolean(), (sortKeyFrom, sortKeyTo, after, newestFirst) => {
        const range = sortKeyRange({
          partitionKey: 'p',
          limit: 1,
          newestFirst,
          ...(after !== undefined && { after }),
          ...(sortKeyFrom !== undefined && { sortKeyFrom }),
          ...(sortKeyTo !== undefined && { sortKeyTo }),
        });

        for (const key of ['a', 'b', 'c', 'd', 'e']) {
          const isBehind = after === undefined || (newestFirst ? key <= after : key >= after);
          const expected = lies(key, { from: sortKeyFrom, to: sortKeyTo }) && isBehind;
          expect(lies(key, range) && !isEmptyRange(range)).toBe(expected);
        }
      }),
    );
  });
});
