import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvRows } from '../../../../localstack/market-data/csv/csv-rows.ts';

interface Row {
  readonly line: number;
  readonly fields: readonly string[];
  readonly quotes: string | undefined;
}

const readPieces = (pieces: readonly string[]): readonly Row[] => {
  const csv = new CsvRows();
  const rows: Row[] = [];
  for (const batch of [...pieces.map((piece) => csv.push(piece)), csv.end()]) {
    for (const [place, fields] of batch.rows.entries()) {
      rows.push({ line: batch.lineOf(place), fields, quotes: batch.quotesOf(place) });
    }
  }
  return rows;
};

describe('CsvRows', () => {
  it('numbers the lines, also after quoted line breaks', () => {
    expect(readPieces(['a,b\n"1\n2",x\n', '3,"y""z"\n4,w'])).toMatchObject([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fields: ['1\n2', 'x'] },
      { line: 4, fields: ['3', 'y"z'] },
      { line: 5, fields: ['4', 'w'] },
    ]);
  });

  it.each([',', ';', '\t', '|'])('finds the delimiter %j in the first line', (delimiter) => {
    const text = ['a b', 'c'].join(delimiter);

    expect(
      readPieces([`${text}\n${text}\n`])
        .slice(0, 2)
        .map(({ fields }) => fields),
    ).toEqual([
      ['a b', 'c'],
      ['a b', 'c'],
    ]);
  });

  it('names the row whose quotes are not closed or are followed by text', () => {
    expect(readPieces(['a,b\n1,"2'])[1]?.quotes).toMatch(/unterminated/);
    expect(readPieces(['a,b\n"1"x,2\n3,4\n'])[1]).toMatchObject({
      line: 2,
      quotes: 'Quoted field unterminated',
    });
  });

  it('gives the same rows for any split into pieces', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '1', '"', ',', '\n', '₹', ' '), maxLength: 6 });
    const row = fc.array(field, { minLength: 2, maxLength: 4 });
    const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), fc.array(fc.nat(80)), (rows, cuts) => {
        const text = `a,b\n${rows.map((fields) => `${fields.map(quoted).join(',')}\n`).join('')}`;
        const places = [0, ...cuts.map((cut) => cut % text.length).toSorted((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((to, place) => text.slice(places[place], to));

        const read = readPieces(pieces).filter(({ fields }) => fields.length > 1);

        expect(read.slice(1).map(({ fields }) => fields)).toEqual(rows);
        expect(read).toEqual(readPieces([text]).filter(({ fields }) => fields.length > 1));
      }),
    );
  });
});
