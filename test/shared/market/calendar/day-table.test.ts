import { describe, expect, it } from 'vitest';
import { yearTable } from '../../../../shared/market/calendar/day-table.ts';
import { dayOfDate } from '../../../../shared/market/ist.ts';

const TABLE = `
date   equity                   commodity  occasion
01-01  open                     morning    New Year
03-02  09:15-10:00,11:30-12:30  closed     Saturday, disaster recovery
`;

describe('a table of a year', () => {
  it('is read market by market', () => {
    expect(yearTable(2024, TABLE, 'commodity')?.get(dayOfDate('2024-01-01'))).toEqual({
      entry: 'morning',
      occasion: 'New Year',
    });
    expect(yearTable(2024, TABLE, 'equity')?.get(dayOfDate('2024-03-02'))?.entry).toEqual([
      { opens: 33_300_000, closes: 36_000_000 },
      { opens: 41_400_000, closes: 45_000_000 },
    ]);
  });

  it('has no market that is not one of its columns', () => {
    expect(yearTable(2024, TABLE, 'currency')).toBeUndefined();
  });

  it.each(['02-30  closed  Holi', '01-02  close  Holi', '01-02  9:15-10:00  Holi', '01-02'])(
    'is refused for the line "%s"',
    (line) => {
      expect(() => yearTable(2023, `date  equity  occasion\n${line}`, 'equity')).toThrow(`"${line}"`);
    },
  );
});
