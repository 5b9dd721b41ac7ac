import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { istClock, istTime, printable, printableJson, timeLeft } from '../../../infra/cli/text.ts';

describe('istTime', () => {
  it.each([
    ['2026-03-02T03:45:41.250Z', '2026-03-02 09:15:41'],
    ['2026-03-02T18:29:59.999Z', '2026-03-02 23:59:59'],
    ['2026-03-02T18:30:00.000Z', '2026-03-03 00:00:00'],
    ['2026-12-31T20:00:00.000Z', '2027-01-01 01:30:00'],
  ])('tells %s as %s', (timestamp, told) => {
    expect(istTime(timestamp)).toBe(told);
  });

  it('returns a text that is not a time unchanged', () => {
    expect(istTime('soon')).toBe('soon');
  });
});

describe('istClock', () => {
  it('has milliseconds', () => {
    expect(istClock('2026-03-02T03:45:41.025Z')).toBe('09:15:41.025');
  });
});

describe('timeLeft', () => {
  it.each([
    [-1, '0 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [3_599, '59 min'],
    [3_600, '1 h 0 min'],
    [54_360, '15 h 6 min'],
  ])('tells %d seconds as %s', (seconds, told) => {
    expect(timeLeft(seconds)).toBe(told);
  });
});

describe('printable', () => {
  it('leaves rupees and dashes, and nothing that a terminal obeys', () => {
    expect(printable('₹1,23,456.78 – \u001b[2Jgone\u202etxt.exe\nnext')).toBe(
      '₹1,23,456.78 – \ufffd[2Jgone\ufffdtxt.exe\ufffdnext',
    );
  });

  it('replaces all control and formatting characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });
});

describe('printableJson', () => {
  it('says the same as JSON, without control characters but ends of lines', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
        const told = printableJson({ value, text });

        expect(JSON.parse(told)).toEqual(JSON.parse(JSON.stringify({ value, text })));
        expect(told.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
