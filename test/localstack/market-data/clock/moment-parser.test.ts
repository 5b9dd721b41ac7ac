import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOrderOf, undecidedDate } from '../../../../localstack/market-data/clock/date-text.ts';
import { type Moment, MomentParser } from '../../../../localstack/market-data/clock/moment-parser.ts';

const HOUR = 3_600_000;
const IST = 5.5 * HOUR;
const DAY = 19_724; // 2024-01-02
const NINE_FIFTEEN = 9.25 * HOUR;

const read = (text: string, order: 'day first' | 'month first' = 'day first') => {
  const moment = new MomentParser(order).parse(text);
  return moment && [moment.day, moment.time, moment.offset];
};

describe('MomentParser', () => {
  it.each([
    ['2024-01-02T09:15:00+05:30', NINE_FIFTEEN, IST],
    ['2024-01-02T09:15:00+0530', NINE_FIFTEEN, IST],
    ['2024-01-02 09:15:00', NINE_FIFTEEN, undefined],
    ['2024-01-02 09:15', NINE_FIFTEEN, undefined],
    ['2024-01-02T09:15:00Z', NINE_FIFTEEN, 0],
    ['2024-01-02 09:15:00.25', NINE_FIFTEEN + 250, undefined],
    ['2024-01-02T09:15:00.123456+05:30', NINE_FIFTEEN + 123, IST],
    ['2024/01/02 09:15:00', NINE_FIFTEEN, undefined],
    ['02-01-2024 09:15:00', NINE_FIFTEEN, undefined],
    ['02/01/2024 09:15', NINE_FIFTEEN, undefined],
    ['2/1/24 9:15 AM', NINE_FIFTEEN, undefined],
    ['02-Jan-2024 09:15:00', NINE_FIFTEEN, undefined],
    ['20240102 09:15:00', NINE_FIFTEEN, undefined],
    ['20240102 091500', NINE_FIFTEEN, undefined],
    ['20240102091500', NINE_FIFTEEN, undefined],
    ['202401020915', NINE_FIFTEEN, undefined],
    ['2024-01-02', undefined, undefined],
    ['20240102', undefined, undefined],
    ['02-JAN-2024', undefined, undefined],
    ['2 January 2024', undefined, undefined],
    ['1704186900', NINE_FIFTEEN, 0],
    ['1704186900.5', NINE_FIFTEEN + 500, 0],
    ['1704186900000', NINE_FIFTEEN, 0],
    ['1704186900000000', NINE_FIFTEEN, 0],
    ['1704186900000000000', NINE_FIFTEEN, 0],
  ])('reads %s', (text, time, offset) => {
    expect(read(text)).toEqual([DAY, time, offset]);
  });

  it.each([
    ...['', 'noon', '2024-02-30', '2024-13-01', '2024-01-02 24:00:00', '2024-01-02 09:60:00', '31-02-2024'],
    ...['2024-01-02 09:15:00+5', '09:15:00', '2024-01-02T', '12345', '1e9'],
  ])('refuses "%s"', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it('reads the month first where it is told to', () => {
    expect(read('01/02/2024 09:15', 'month first')).toEqual([DAY, NINE_FIFTEEN, undefined]);
  });

  it('reads a date and a time of day from two columns', () => {
    const parser = new MomentParser('day first');

    for (const clock of ['09:15:00', '09:15', '9:15 AM', '091500']) {
      expect(parser.parsePair('02/01/2024', clock)).toMatchObject({ day: DAY, time: NINE_FIFTEEN });
    }
    expect(parser.parsePair('02/01/2024', 'noon')).toBeUndefined();
    expect(parser.parsePair('tomorrow', '09:15')).toBeUndefined();
  });

  it('gives for any ISO time what the language gives, after any other texts', () => {
    const parser = new MomentParser('day first');
    const offset = fc.constantFrom('Z', '+05:30', '-04:00', '+0530');
    const moment = fc.tuple(
      fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
      offset,
    );
    fc.assert(
      fc.property(moment, fc.boolean(), ([date, zone], fine) => {
        const text = `${date.toISOString().slice(0, fine ? 23 : 19)}${zone}`;

        const read = parser.parse(text);

        const at = (one: Moment) => one.day * 24 * HOUR + (one.time ?? 0) - (one.offset ?? 0);
        const iso = text.replace(/0530$/, '05:30').replace('+05:05:30', '+05:30');
        expect(read && at(read)).toBe(Date.parse(iso));
      }),
    );
  });
});

describe('dateOrderOf', () => {
  it('is day first, unless a second number is above 12', () => {
    expect(dateOrderOf(['01/02/2024', '03/04/2024 09:15'])).toBe('day first');
    expect(dateOrderOf(['01/02/2024', '01/13/2024'])).toBe('month first');
    expect(dateOrderOf(['2024-01-13'])).toBe('day first');
  });
});

describe('undecidedDate', () => {
  it('is a date of which nothing says whether the day or the month comes first', () => {
    expect(undecidedDate(['02/02/2024', '01/02/2024 09:15'])).toBe('01/02/2024 09:15');
  });

  it.each([['01/02/2024', '13/02/2024'], ['01/02/2024', '02/13/2024'], ['2024-01-02'], ['02/02/2024']])(
    'is missing where a date decides, or both orders are the same day: %s',
    (...texts) => {
      expect(undecidedDate(texts)).toBeUndefined();
    },
  );
});
