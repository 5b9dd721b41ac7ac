import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Heap } from '../../../localstack/market-data/heap.ts';

describe('Heap', () => {
  it('pops any pushed numbers in order, with pops between the pushes', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer())), (steps) => {
        const heap = new Heap<number>((a, b) => a < b);
        const model: number[] = [];

        for (const step of steps) {
          if (step === null) {
            expect(heap.pop()).toBe(model.shift());
          } else {
            heap.push(step);
            model.push(step);
            model.sort((a, b) => a - b);
          }
          expect(heap.peek()).toBe(model[0]);
        }
        for (const expected of model) expect(heap.pop()).toBe(expected);
        expect(heap.pop()).toBeUndefined();
      }),
    );
  });
});
