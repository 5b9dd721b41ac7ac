import { describe, expect, it } from 'vitest';
import { percentile } from './percentile.ts';
import { figure, isMet, tableLines, verdictLines } from './report.ts';

describe('verdictLines', () => {
  it('prints value, aim and whether it is met', () => {
    const lines = verdictLines([
      { value: 61.25, unit: '%', what: 'of bare', aim: { atLeast: 60 } },
      { value: 2.5, unit: '×', what: 'the bare chain', aim: { atMost: 1.5 } },
    ]);

    expect(lines[0]).toMatch(/61\.3 % of bare +aim: at least 60 +met$/);
    expect(lines[1]).toMatch(/2\.50 × the bare chain +aim: at most 1\.5 +MISSED$/);
  });

  it('never reports an unmeasured figure as met', () => {
    expect(isMet(Number.NaN, { atLeast: 1 })).toBe(false);
    expect(isMet(Number.NaN, { atMost: 1 })).toBe(false);
  });
});

describe('figure', () => {
  it.each([
    [1_234.5, '1,235'],
    [12.34, '12.3'],
    [1.234, '1.23'],
  ])('writes %d as %s', (value, text) => {
    expect(figure(value)).toBe(text);
  });
});

describe('tableLines', () => {
  it('aligns the first column left and the others right', () => {
    expect(
      tableLines([
        ['a', '1'],
        ['bcd', '1,000'],
      ]),
    ).toEqual(['  a        1', '  bcd  1,000']);
  });
});

describe('percentile', () => {
  it('is the value below which the fraction of the list lies', () => {
    const values = Array.from({ length: 100 }, (_, place) => 100 - place);

    expect(percentile(values, 0.5)).toBe(51);
    expect(percentile(values, 0.99)).toBe(100);
  });

  it('is NaN for an empty list', () => {
    expect(percentile([], 0.5)).toBeNaN();
  });
});
