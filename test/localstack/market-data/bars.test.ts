import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BARS_HEADER, lines, parse } from './parse.ts';

const TWO_MINUTES = lines(
  BARS_HEADER,
  '2024-01-02T09:16:00+05:30,101,ALPHA,50.00,52.00,49.50,51.00',
  '2024-01-02T09:16:00+05:30,102,BETA,200.00,201.00,195.00,196.00',
  '2024-01-02T09:17:00+05:30,101,ALPHA,51.00,51.00,51.00,51.00',
);

describe('bars', () => {
  it('become four ticks inside the minute before minute_end, in UTC', () => {
    const { ticks } = parse(TWO_MINUTES);

    const alpha = ticks.filter(({ tick }) => tick.instrument_token === 101).slice(0, 4);
    expect(alpha.map(({ tick }) => [tick.timestamp, tick.last_price])).toEqual([
      ['2024-01-02T03:45:00.000Z', 50],
      ['2024-01-02T03:45:20.000Z', 49.5],
      ['2024-01-02T03:45:40.000Z', 52],
      ['2024-01-02T03:45:59.000Z', 51],
    ]);
  });

  it('of one minute are interleaved by time, then by their order in the file', () => {
    const { ticks } = parse(TWO_MINUTES);

    expect(ticks.map(({ tick }) => tick.instrument_token)).toEqual([
      ...[101, 102, 101, 102, 101, 102, 101, 102],
      ...[101, 101, 101, 101],
    ]);
  });

  it('give ticks in order of time, and strictly so per instrument, for any set of bars', () => {
    const row = fc.record({
      minute: fc.nat(30),
      token: fc.integer({ min: 1, max: 4 }),
      price: fc.integer({ min: 2, max: 500 }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(row, { selector: ({ minute, token }) => minute * 10 + token, minLength: 1 }),
        (rows) => {
          const text = lines(
            BARS_HEADER,
            ...rows
              .sort((a, b) => a.minute - b.minute)
              .map(({ minute, token, price }) => {
                const end = new Date(Date.UTC(2024, 0, 2, 4, minute)).toISOString();
                return `${end},${token},S${token},${price},${price + 2},${price - 1},${price + 1}`;
              }),
          );

          const { ticks } = parse(text);

          expect(ticks).toHaveLength(4 * rows.length);
          ticks.forEach(({ at, tick }, place) => {
            const before = ticks.slice(0, place);
            expect(at).toBe(Date.parse(tick.timestamp));
            expect(at).toBeGreaterThanOrEqual(before.at(-1)?.at ?? 0);
            expect(at).toBeGreaterThan(
              before.findLast((b) => b.tick.instrument_token === tick.instrument_token)?.at ?? 0,
            );
          });
        },
      ),
    );
  });

  it('that are repeated are left out and counted', () => {
    const repeated = TWO_MINUTES + lines('2024-01-02T09:17:00+05:30,101,ALPHA,51.00,51.00,51.00,51.00');

    const { ticks, report } = parse(repeated);

    expect(ticks).toHaveLength(12);
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
