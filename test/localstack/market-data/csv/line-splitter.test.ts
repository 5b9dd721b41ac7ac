import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../../../localstack/market-data/csv/line-splitter.ts';

const split = (pieces: readonly string[]) => {
  const splitter = new LineSplitter();
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()];
};

describe('LineSplitter', () => {
  it('numbers lines from one, and leaves out but counts empty lines', () => {
    expect(split(['a\r\n\n  \nb'])).toEqual([
      { number: 1, text: 'a' },
      { number: 4, text: 'b' },
    ]);
  });

  it('leaves out a byte order mark', () => {
    expect(split(['\uFEFFminute_end\n'])).toEqual([{ number: 1, text: 'minute_end' }]);
  });

  it('gives the same lines for any split into pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', ',', '\n', '\r\n', 'é', ' '), { maxLength: 60 }),
        fc.array(fc.nat(80), { maxLength: 8 }),
        (parts, cuts) => {
          const text = parts.join('');
          const places = [0, ...cuts.filter((cut) => cut <= text.length).sort((a, b) => a - b), text.length];
          const pieces = places.slice(1).map((to, i) => text.slice(places[i], to));

          expect(split(pieces)).toEqual(split([text]));
        },
      ),
    );
  });

  it('refuses a line that does not end', () => {
    const splitter = new LineSplitter();
    splitter.push('header\n');

    expect(() => splitter.push('x'.repeat(70_000))).toThrow(/line 2 has more than 65536 characters/);
  });
});
