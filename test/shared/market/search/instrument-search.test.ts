import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contractOf } from '../../../../shared/market/instrument.ts';
import type { MasterRow } from '../../../../shared/market/master/page.ts';
import {
  instrumentSearch,
  MAX_RANK,
  type ResultPlace,
} from '../../../../shared/market/search/instrument-search.ts';
import { DAY, MARKET } from './market.ts';

const search = instrumentSearch(MARKET);
const nameOf = ({ instrument }: MasterRow): string => contractOf(instrument);

const found = (text: string, filters: Partial<Parameters<typeof search>[0]> = {}): readonly string[] =>
  search({ text, day: DAY, limit: 100, ...filters }).rows.map(nameOf);

describe('words as traders type them', () => {
  test('a symbol finds the share on both exchanges, then companies of the name, then contracts', () => {
    expect(found('RELIANCE')).toEqual(['NSE:RELIANCE', 'BSE:RELIANCE', 'NSE:RPOWER', 'NFO:RELIANCE26NOVFUT']);
  });

  test.each([
    ['nifty 24500 ce', ['NFO:NIFTY26NOV24500CE', 'NFO:NIFTY26D0124500CE', 'NFO:BANKNIFTY26NOV24500CE']],
    ['nifty 24500ce', ['NFO:NIFTY26NOV24500CE', 'NFO:NIFTY26D0124500CE', 'NFO:BANKNIFTY26NOV24500CE']],
    ['Nifty 24500 Call dec', ['NFO:NIFTY26D0124500CE']],
    ['nifty 1 dec 24500 pe', ['NFO:NIFTY26D0124500PE']],
    ['nifty 1dec26 24500 pe', ['NFO:NIFTY26D0124500PE']],
    ['nifty 2026-12-01 25000 put', ['NFO:NIFTY26D0125000PE']],
    ['infy fut', ['NFO:INFY26NOVFUT']],
    ['infosys futures', ['NFO:INFY26NOVFUT']],
    ['infosys', ['NSE:INFY', 'NFO:INFY26NOVFUT']],
    ['bank nifty nov fut', ['NFO:BANKNIFTY26NOVFUT']],
    ['banknifty index', ['NSE:NIFTY BANK']],
    ['crudeoil', ['MCX:CRUDEOIL26DECFUT']],
    ['NSE:RELIANCE', ['NSE:RELIANCE', 'NSE:RPOWER']],
    ['reliance bse', ['BSE:RELIANCE']],
    ['mm', ['NSE:M&M']],
    ['m&m', ['NSE:M&M']],
    ['bajaj auto', ['NSE:BAJAJ-AUTO']],
    ['larsen', ['NSE:LT']],
    ['l&t', ['NSE:LT']],
    ['500325', ['BSE:RELIANCE']],
    ['256265', ['NSE:NIFTY 50']],
    ['petro', ['NSE:PETRONET']],
    ['nothing of the kind', []],
    ['रिलायंस', []],
    ['---', []],
    ['NSE:--', []],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test('a symbol that begins the names of contracts finds them in the order of expiry, type and strike', () => {
    expect(found('NIFTY26NOV').slice(0, 8)).toEqual([
      'NFO:NIFTY26NOVFUT',
      'NFO:NIFTY26NOV24000CE',
      'NFO:NIFTY26NOV24000PE',
      'NFO:NIFTY26NOV24500CE',
      'NFO:NIFTY26NOV24500PE',
      'NFO:NIFTY26NOV25000CE',
      'NFO:NIFTY26NOV25000PE',
      'NFO:BANKNIFTY26NOVFUT',
    ]);
  });

  test('the name of an index contract finds the index first and its own contracts before longer names', () => {
    const all = found('nifty');
    expect(all.slice(0, 4)).toEqual(['NSE:NIFTY 50', 'NSE:NIFTY BANK', 'NSE:NIFTYBEES', 'NFO:NIFTY26NOVFUT']);
    expect(all.indexOf('NFO:NIFTY26DECFUT')).toBeLessThan(all.indexOf('NFO:NIFTYNXT5026NOVFUT'));
  });

  test('the type of an option is no part of a word', () => {
    expect(found('reliance ce')).toEqual([]);
  });

  test('the name of an exchange finds the share of that name first', () => {
    expect(found('mcx')[0]).toBe('NSE:MCX');
    expect(found('mcx fut')).toEqual(['MCX:CRUDEOIL26DECFUT']);
  });

  test('a contract whose last day is over is not found', () => {
    expect(found('nifty fut')).not.toContain('NFO:NIFTY26OCTFUT');
    expect(found('nifty fut', { day: '2026-10-27' })).toContain('NFO:NIFTY26OCTFUT');
  });

  test('any text is answered', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), (text) => {
        expect(search({ text, day: DAY, limit: 5 }).rows.length).toBeLessThanOrEqual(5);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('conditions', () => {
  test.each([
    ['nearest', ['NFO:NIFTY26NOV24000CE', 'NFO:NIFTY26NOV24500CE', 'NFO:NIFTY26NOV25000CE']],
    ['next', ['NFO:NIFTY26D0124000CE', 'NFO:NIFTY26D0124500CE', 'NFO:NIFTY26D0125000CE']],
    ['2026-12-01', ['NFO:NIFTY26D0124000CE', 'NFO:NIFTY26D0124500CE', 'NFO:NIFTY26D0125000CE']],
    ['2026-12', ['NFO:NIFTY26D0124000CE', 'NFO:NIFTY26D0124500CE', 'NFO:NIFTY26D0125000CE']],
    ['2027-01', []],
  ])('expiry %s', (expiry, expected) => {
    expect(found('', { underlying: 'NIFTY', types: ['CE'], expiry })).toEqual(expected);
  });

  test('the nearest expiry is that of the futures for futures, and the one after when the day is over', () => {
    const filters = { underlying: 'NIFTY', types: ['FUT'], expiry: 'nearest' } as const;
    expect(found('', filters)).toEqual(['NFO:NIFTY26NOVFUT']);
    expect(found('', { ...filters, day: '2026-11-24' })).toEqual(['NFO:NIFTY26NOVFUT']);
    expect(found('', { ...filters, day: '2026-11-25' })).toEqual(['NFO:NIFTY26DECFUT']);
  });

  test('strikes of a range, both included', () => {
    const filters = { underlying: 'BANKNIFTY', types: ['PE'] } as const;
    expect(found('', { ...filters, strike: { from: 24_500, to: 25_000 } })).toEqual([
      'NFO:BANKNIFTY26NOV24500PE',
      'NFO:BANKNIFTY26NOV25000PE',
    ]);
    expect(found('', { ...filters, strike: { from: 24_100, to: 24_400 } })).toEqual([]);
  });

  test('exchange and segment', () => {
    expect(found('reliance', { exchange: 'BSE' })).toEqual(['BSE:RELIANCE']);
    expect(found('', { segment: 'MCX-FUT' })).toEqual(['MCX:CRUDEOIL26DECFUT']);
    expect(found('NSE:RELIANCE', { exchange: 'BSE' })).toEqual([]);
  });
});

describe('pages', () => {
  const pages = (text: string, limit: number): readonly string[] => {
    const all: string[] = [];
    for (let after: ResultPlace | undefined; ; ) {
      const { rows, next } = search({ text, day: DAY, limit, after });
      all.push(...rows.map(nameOf));
      if (next === undefined) return all;
      expect(rows).toHaveLength(limit);
      expect(next.rank).toBeLessThanOrEqual(MAX_RANK);
      after = next;
    }
  };

  test.each(['', 'nifty', 'reliance', 'ce'])(
    'of any size have each result of "%s" once, in order',
    (text) => {
      for (const limit of [1, 2, 5, 100]) expect(pages(text, limit)).toEqual(found(text));
    },
  );

  test('continue behind the last result although a newer master lacks it', () => {
    const { rows, next } = search({ text: 'NIFTY26NOV', day: DAY, limit: 3 });
    const newer = instrumentSearch(MARKET.filter((row) => row !== rows[2]));
    const rest = newer({ text: 'NIFTY26NOV', day: DAY, limit: 100, after: next });
    expect(rest.rows.map(nameOf)).toEqual(found('NIFTY26NOV').slice(3));
  });
});
