import { describe, expect, it } from 'vitest';
import { type Column, facts, table } from '../../../infra/cli/table.ts';

interface Fill {
  readonly name: string;
  readonly price?: number;
}

const COLUMNS: readonly Column<Fill>[] = [
  { heading: 'NAME', cell: ({ name }) => name },
  { heading: 'PRICE', align: 'right', cell: ({ price }) => price },
  { heading: 'END', cell: () => 'x' },
];

describe('table', () => {
  it('aligns columns under their headings, numbers to the right', () => {
    const lines = table(COLUMNS, [
      { name: 'INFY', price: 1_506 },
      { name: 'ITC', price: 9 },
    ]);

    expect(lines).toEqual(['NAME  PRICE  END', 'INFY   1506  x', 'ITC       9  x']);
  });

  it('shows a missing value as a dash', () => {
    expect(table(COLUMNS, [{ name: 'INFY' }])[1]).toBe('INFY      –  x');
  });

  it('keeps any cell on one line', () => {
    const lines = table(COLUMNS, [{ name: 'a\nb\u001b[31m', price: 1 }]);

    expect(lines).toHaveLength(2);
    expect(lines.join('')).not.toContain('\u001b');
  });
});

describe('facts', () => {
  it('aligns values, and leaves out what is not known', () => {
    expect(
      facts([
        ['state', 'authenticated'],
        ['user', undefined],
        ['version', 3],
      ]),
    ).toEqual(['state    authenticated', 'version  3']);
  });
});
