import { describe, expect, it } from 'vitest';
import { BARS_HEADER, lines, parse } from './parse.ts';

const TWO_MINUTES = lines(
  BARS_HEADER,
  '2024-01-02T09:16:00+05:30,101,ALPHA,50.00,52.00,49.50,51.00',
  '2024-01-02T09:16:00+05:30,102,BETA,200.00,201.00,195.00,196.00',
  '2024-01-02T09:17:00+05:30,101,ALPHA,51.00,51.00,51.00,51.00',
);

describe('bars', () => {
  it('span the minute before minute_end', () => {
    const { bars } = parse(TWO_MINUTES);

    expect(bars[0]).toEqual({
      instrument_token: 101,
      start: Date.parse('2024-01-02T09:15:00+05:30'),
      end: Date.parse('2024-01-02T09:16:00+05:30'),
      open: 50,
      high: 52,
      low: 49.5,
      close: 51,
    });
    expect(bars.map(({ instrument_token }) => instrument_token)).toEqual([101, 102, 101]);
  });

  it('that are repeated are left out and counted', () => {
    const repeated = TWO_MINUTES + lines('2024-01-02T09:17:00+05:30,101,ALPHA,51.00,51.00,51.00,51.00');

    const { bars, report } = parse(repeated);

    expect(bars).toHaveLength(3);
    expect(report.duplicates).toBe(1);
  });

  it.each([
    ['2024-01-02T09:16:00+05:30,103,GAMMA,1,1,1,1', /line 5: minute_end .*09:16.* comes after a later one/],
    [
      '2024-01-02T09:17:00+05:30,101,ALPHA,51,53,51,51',
      /line 5: instrument 101 has another bar for the same minute/,
    ],
    ['2024-01-02T09:18:00+05:30,101,ALPHA,51,53,52,51', /line 5: low 52 is above open 51/],
    ['2024-01-02T09:18:30+05:30,101,ALPHA,51,53,50,51', /line 5: minute_end .* is not a whole minute/],
    ['2024-13-02T09:18:00+05:30,101,ALPHA,51,53,50,51', /line 5: minute_end "2024-13-02.* is not a time/],
    ['2024-01-02T09:18:00+05:30,101,ALPHA,0,53,0,51', /line 5: open 0 is not a price/],
    ['2024-01-02T09:18:00+05:30,101,ALPHA,51,1e3,50,51', /line 5: high "1e3" is not a decimal number/],
    ['2024-01-02T09:18:00+05:30,4294967296,ALPHA,51,53,50,51', /line 5: instrument_token 4294967296 is not/],
    ['2024-01-02T09:18:00+05:30,101,51,53,50,51', /line 5: 6 fields where the header has 7/],
  ])('stop the reading where a row is wrong: %s', (row, message) => {
    expect(() => parse(TWO_MINUTES + lines(row))).toThrow(message);
  });
});
