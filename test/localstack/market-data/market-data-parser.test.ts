import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MarketDataParser } from '../../../localstack/market-data/market-data-parser.ts';
import { BARS_HEADER, lines, parse } from './parse.ts';

const bar = (end: string, token = 101): string => `${end},${token},ALPHA,50,52,49,51`;
const TWO_DAYS = lines(
  BARS_HEADER,
  bar('2024-01-02T15:30:00+05:30'),
  bar('2024-01-03T09:16:00+05:30'),
  bar('2024-01-03T09:17:00+05:30'),
);

describe('MarketDataParser', () => {
  it('keeps the rows of one session, by the date in India', () => {
    const { bars, report } = parse(TWO_DAYS, { session: '2024-01-03' });

    expect(bars).toHaveLength(2);
    expect(bars[0]?.start).toBe(Date.parse('2024-01-03T03:45:00.000Z'));
    expect(report).toMatchObject({ rows: 3, taken: 2, dates: ['2024-01-02', '2024-01-03'] });
  });

  it('names the days of a file that lacks the requested one', () => {
    expect(() => parse(TWO_DAYS, { session: '2024-01-04' })).toThrow(
      'the file has no row of 2024-01-04; it goes from 2024-01-02 to 2024-01-03',
    );
  });

  it.each(['2024-02-30', 'today', '2024-1-3'])('refuses a session that is not a date: %s', (session) => {
    expect(() => new MarketDataParser({ session })).toThrow(`session "${session}" is not a date`);
  });

  it('skips invalid rows on request, counts them by kind and keeps the first problem', () => {
    const { bars, report } = parse(
      TWO_DAYS +
        lines('2024-01-03T09:18:00+05:30,101,ALPHA,50,52,49', bar('2024-01-02T15:29:00+05:30'), bar('noon')),
      { onBadRow: 'skip' },
    );

    expect(bars).toHaveLength(3);
    expect(report.skipped).toEqual({ FIELD_COUNT: 1, OUT_OF_ORDER: 1, BAD_TIME: 1 });
    expect(report.firstSkipped).toMatch(/^line 5: 6 fields/);
  });

  it('gives the same rows for any split into pieces', () => {
    const whole = parse(TWO_DAYS).rows;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: TWO_DAYS.length }), (size) => {
        const parser = new MarketDataParser();
        const rows = [];
        for (let from = 0; from < TWO_DAYS.length; from += size) {
          rows.push(...parser.push(TWO_DAYS.slice(from, from + size)));
        }
        rows.push(...parser.end());

        expect(rows).toEqual(whole);
      }),
    );
  });

  it('refuses a header of neither bars nor ticks', () => {
    expect(() => parse(lines('date,price', '2024-01-02,1'))).toThrow(
      /line 1: the header "date,price" lacks the columns minute_end,.* for bars, or timestamp,.* for ticks/,
    );
  });

  it('refuses a header with a repeated column', () => {
    expect(() => parse(lines(`${BARS_HEADER},open`))).toThrow('the header repeats a column');
  });

  it.each(['', lines(BARS_HEADER)])('refuses a file without rows', (text) => {
    expect(() => parse(text)).toThrow('the file has no usable row');
  });
});
