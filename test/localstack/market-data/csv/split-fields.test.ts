import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitFields } from '../../../../localstack/market-data/csv/split-fields.ts';

const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;

describe('splitFields', () => {
  it('splits at commas and keeps empty fields', () => {
    expect(splitFields('a,,b,')).toEqual(['a', '', 'b', '']);
  });

  it('returns quoted fields unchanged', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (fields) => {
        expect(splitFields(fields.map(quoted).join(','))).toEqual(fields);
      }),
    );
  });

  it.each(['"open', 'a,"b"c', 'a"b', '"a""'])('refuses unclosed quotes: %s', (line) => {
    expect(() => splitFields(line)).toThrow(/quoted field/);
  });
});
