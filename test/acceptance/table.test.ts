import { describe, expect, it } from 'vitest';
import { tableLines } from './table.ts';

describe('tableLines', () => {
  it('aligns the first column left and figures right, without trailing blanks', () => {
    expect(
      tableLines([
        ['', 'one', 'two'],
        ['fills', '63', '₹1,000.00'],
        ['same', '', ''],
      ]),
    ).toEqual(['       one        two', 'fills   63  ₹1,000.00', 'same']);
  });

  it('accepts rows of different lengths, and no rows', () => {
    expect(tableLines([['a', 'b'], ['c']])).toEqual(['a  b', 'c']);
    expect(tableLines([])).toEqual([]);
  });
});
