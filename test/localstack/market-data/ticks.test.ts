import { describe, expect, it } from 'vitest';
import { lines, parse, TICKS_HEADER } from './parse.ts';

const THREE = lines(
  TICKS_HEADER,
  '2024-01-02T09:15:00.250+05:30,101,50.05,1200',
  '2024-01-02T09:15:00.250+05:30,102,200,',
  '2024-01-02 09:15:01,101,50.10,1250',
);

describe('ticks', () => {
  it('are taken as they stand; a time without offset is IST, an empty field is left out', () => {
    const { ticks, report } = parse(THREE);

    expect(report.format).toBe('ticks');
    expect(ticks.map(({ tick }) => tick)).toEqual([
      {
        timestamp: '2024-01-02T03:45:00.250Z',
        instrument_token: 101,
        last_price: 50.05,
        volume_traded: 1200,
      },
      { timestamp: '2024-01-02T03:45:00.250Z', instrument_token: 102, last_price: 200 },
      { timestamp: '2024-01-02T03:45:01.000Z', instrument_token: 101, last_price: 50.1, volume_traded: 1250 },
    ]);
  });

  it('take every column that they know and name the others', () => {
    const { ticks, report } = parse(
      lines(
        'timestamp,instrument_token,last_price,last_traded_quantity,average_traded_price,oi,colour',
        '2024-01-02T03:45:00Z,101,50.05,7,50.01,900,red',
      ),
    );

    expect(ticks[0]?.tick).toEqual({
      timestamp: '2024-01-02T03:45:00.000Z',
      instrument_token: 101,
      last_price: 50.05,
      last_traded_quantity: 7,
      average_traded_price: 50.01,
      oi: 900,
    });
    expect(report.ignoredColumns).toEqual(['colour']);
  });

  it('that are repeated are left out, also with another tick of the same time between them', () => {
    const { ticks, report } = parse(
      THREE + lines('2024-01-02T09:15:01+05:30,101,50.15,1300', '2024-01-02T09:15:01+05:30,101,50.10,1250'),
    );

    expect(ticks).toHaveLength(4);
    expect(report.duplicates).toBe(1);
  });

  it('with the same identity and other content are a conflict', () => {
    const header = 'timestamp,instrument_token,last_price,oi';
    const rows = ['2024-01-02T03:45:00Z,101,50,1', '2024-01-02T03:45:00Z,101,50,2'];

    expect(() => parse(lines(header, ...rows))).toThrow(/line 3: instrument 101 has another tick/);
  });

  it.each([
    ['2024-01-02T09:15:00+05:30,101,50,1', /line 5: timestamp .* comes after a later one/],
    ['2024-01-02T09:15:02+05:30,101,-1,1', /line 5: last_price -1 is not a price/],
    ['2024-01-02T09:15:02+05:30,101,NaN,1', /line 5: last_price "NaN" is not a decimal number/],
    ['2024-01-02T09:15:02+05:30,101,50,1.5', /line 5: volume_traded "1.5" is not a whole number/],
    ['yesterday,101,50,1', /line 5: timestamp "yesterday" is not a time/],
  ])('stop the reading where a row is wrong: %s', (row, message) => {
    expect(() => parse(THREE + lines(row))).toThrow(message);
  });
});
