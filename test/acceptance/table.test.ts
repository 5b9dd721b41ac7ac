import { describe, expect, it } from 'vitest';
import { tableLines } from './table.ts';

describe('tableLines', () => {
  it('aligns columns: the first to the left, figures to the right, and leaves no blanks at the end', () => {
    expect(
      tableLines([
        ['', 'one', 'two'],
        ['fills', '63', '₹1,000.00'],
        ['same', '', ''],
      ]),
    ).toEqual(['       one        two', 'fills   63  ₹1,000.00', 'same']);
  });

  it('takes rows of different lengths, and none', () => {
    expect(tableLines([['a', 'b'], ['c']])).toEqual(['a  b', 'c']);
    expect(tableLines([])).toEqual([]);
  });
});
