import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  packSeries,
  RingBuffer,
  unpackSeries,
} from '../../../../functions/strategy-runner/strategies/ring-buffer.ts';

const wholeNumbers = fc.array(fc.integer({ min: 0, max: 1e12 }), { maxLength: 60 });

describe('RingBuffer', () => {
  it('holds the last numbers, oldest first, and returns the replaced one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), wholeNumbers, (capacity, series) => {
        const buffer = new RingBuffer(capacity);

        const evicted = series.map((value) => buffer.push(value));

        expect(buffer.values()).toEqual(series.slice(-capacity));
        expect(evicted).toEqual(series.map((_, index) => series[index - capacity]));
        expect(buffer.length).toBe(Math.min(series.length, capacity));
      }),
    );
  });
});

describe('packSeries', () => {
  it('is undone by unpackSeries', () => {
    fc.assert(
      fc.property(wholeNumbers, (series) => {
        expect(unpackSeries(packSeries(series), 60)).toEqual(series);
      }),
    );
  });

  it('keeps the first number and differences', () => {
    expect(packSeries([165_944_000, 165_945_500, 165_943_000])).toEqual([165_944_000, 1_500, -2_500]);
  });
});

describe('unpackSeries', () => {
  it('refuses more numbers than the window holds', () => {
    expect(() => unpackSeries([1, 2, 3], 2)).toThrow('3 values do not fit a window of 2');
  });
});
