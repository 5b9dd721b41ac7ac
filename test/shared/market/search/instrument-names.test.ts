import { expect, test } from 'vitest';
import { contractOf } from '../../../../shared/market/instrument.ts';
import { instrumentNames } from '../../../../shared/market/search/instrument-names.ts';
import { DAY, MARKET } from './market.ts';

const AT = Date.parse(`${DAY}T04:00:00Z`);
const names = instrumentNames(MARKET);

test('each name finds its own row, with or without capitals', () => {
  for (const row of MARKET) {
    const name = contractOf(row.instrument);
    const kind = name === 'NFO:NIFTY26OCTFUT' ? 'expired' : 'found';
    expect(names.find(name, AT)).toMatchObject({ kind, row });
    expect(names.find(name.toLowerCase(), AT)).toMatchObject({ kind, row });
  }
});

test('a contract counts until the end of its last day in India', () => {
  const name = 'NFO:NIFTY26NOVFUT';

  expect(names.find(name, Date.parse('2026-11-24T18:29:59Z')).kind).toBe('found');
  expect(names.find(name, Date.parse('2026-11-24T18:30:00Z'))).toMatchObject({
    kind: 'expired',
    nearest: ['NFO:NIFTY26DECFUT'],
  });
});

test('a symbol without an exchange is ambiguous, also where one exchange lists it', () => {
  expect(names.find('RELIANCE', AT)).toEqual({
    kind: 'ambiguous',
    matches: ['BSE:RELIANCE', 'NSE:RELIANCE'],
  });
  expect(names.find('INFY', AT)).toEqual({ kind: 'ambiguous', matches: ['NSE:INFY'] });
});

test('two names that differ in capitals only are told apart by them', () => {
  const [row] = MARKET;
  if (row === undefined) throw new Error('the market is empty');
  const lower = {
    instrument: { ...row.instrument, tradingsymbol: row.instrument.tradingsymbol.toLowerCase() },
  };
  const both = instrumentNames([row, lower]);

  expect(both.find(contractOf(row.instrument), AT)).toEqual({ kind: 'found', row });
  expect(both.find(contractOf(lower.instrument), AT)).toEqual({ kind: 'found', row: lower });
  expect(both.find('NFO:Nifty26D0124000CE', AT)).toMatchObject({ kind: 'ambiguous' });
});

test.each([
  ['NSE:RELINCE', ['NSE:RELIANCE', 'BSE:RELIANCE']],
  ['NSE:BAJAJAUTO', ['NSE:BAJAJ-AUTO']],
  ['NFO:NIFTY26DCEFUT', ['NFO:NIFTY26DECFUT', 'NFO:NIFTY26NOVFUT']],
  ['MCX:CRUDEOIL26NOVFUT', ['MCX:CRUDEOIL26DECFUT']],
  ['NSE:ZZZZZZ', []],
  ['', []],
])('the nearest to %s are known contracts that have not expired', (name, nearest) => {
  expect(names.find(name, AT)).toEqual({ kind: 'unknown', nearest });
});
