import { describe, expect, test } from 'vitest';
import type { Instrument } from '../../../shared/market/instrument.ts';
import type { MasterRow } from '../../../shared/market/master/page.ts';
import { resolveNames } from '../../../shared/market/resolve-names.ts';
import { instrumentNames } from '../../../shared/market/search/instrument-names.ts';
import type { Item } from '../../../shared/ports/item.ts';

const AT = Date.parse('2026-11-25T03:05:00Z');

const share = (tradingsymbol: string, instrument_token: number): MasterRow => ({
  instrument: {
    ...{ instrument_token, tradingsymbol, exchange: 'NSE', segment: 'NSE' },
    ...{ tick_size: 0.05, lot_size: 1 },
  },
});

const future = (
  tradingsymbol: string,
  instrument_token: number,
  expiry: NonNullable<Instrument['expiry']>,
): MasterRow => ({
  instrument: {
    ...{ instrument_token, tradingsymbol, exchange: 'NFO', segment: 'NFO-FUT' },
    ...{ tick_size: 0.1, lot_size: 65, expiry, underlying: 'NIFTY' },
  },
});

const resolve = (instruments: readonly number[], contracts: Item | undefined, rows: readonly MasterRow[]) =>
  resolveNames(
    { strategy_id: 'alpha', instruments, ...(contracts && { contracts }) },
    {
      names: instrumentNames(rows),
      rows: new Map(rows.map((row) => [row.instrument.instrument_token, row])),
    },
    AT,
  );

const UNCHANGED = { isChanged: false, moved: [], unresolved: [], dropped: [] };

describe('the names of a strategy after a load', () => {
  test('are left alone with the same tokens', () => {
    const contracts = { 'NSE:INFY': 1, 'NSE:TCS': 2 };

    expect(resolve([9, 1, 2], contracts, [share('INFY', 1), share('TCS', 2)])).toEqual({
      ...UNCHANGED,
      instruments: [9, 1, 2],
      contracts,
    });
  });

  test('get the token that they have now, in their place', () => {
    expect(resolve([1, 9], { 'NSE:INFY': 1 }, [share('INFY', 5)])).toEqual({
      ...UNCHANGED,
      instruments: [5, 9],
      contracts: { 'NSE:INFY': 5 },
      isChanged: true,
      moved: ['NSE:INFY'],
    });
  });

  test('may exchange their tokens', () => {
    const contracts = { 'NSE:INFY': 1, 'NSE:TCS': 2 };

    expect(resolve([1, 2], contracts, [share('INFY', 2), share('TCS', 1)])).toMatchObject({
      instruments: [2, 1],
      contracts: { 'NSE:INFY': 2, 'NSE:TCS': 1 },
      moved: ['NSE:INFY', 'NSE:TCS'],
    });
  });

  test('stay, with their token, where the contract has expired and no one has the token', () => {
    const contracts = { 'NFO:NIFTY26NOVFUT': 7 };

    expect(resolve([7], contracts, [share('INFY', 1)])).toEqual({
      ...UNCHANGED,
      instruments: [7],
      contracts,
      unresolved: ['NFO:NIFTY26NOVFUT'],
    });
  });

  test('stay unresolved while the master keeps the expired contract', () => {
    const rows = [future('NIFTY26NOVFUT', 7, '2026-11-24')];

    expect(resolve([7], { 'NFO:NIFTY26NOVFUT': 7 }, rows)).toMatchObject({
      isChanged: false,
      unresolved: ['NFO:NIFTY26NOVFUT'],
    });
  });

  test('lose a token that is of another contract now, and keep the name', () => {
    const contracts = { 'NFO:NIFTY26NOVFUT': 7, 'NSE:INFY': 1 };
    const rows = [future('NIFTY27FEBFUT', 7, '2027-02-23'), share('INFY', 1)];

    expect(resolve([7, 1], contracts, rows)).toEqual({
      instruments: [1],
      contracts,
      isChanged: true,
      moved: [],
      unresolved: ['NFO:NIFTY26NOVFUT'],
      dropped: ['NFO:NIFTY26NOVFUT'],
    });
  });

  test('are told once that the token was lost, and are unresolved from then on', () => {
    const rows = [future('NIFTY27FEBFUT', 7, '2027-02-23'), share('INFY', 1)];

    expect(resolve([1], { 'NFO:NIFTY26NOVFUT': 7, 'NSE:INFY': 1 }, rows)).toMatchObject({
      isChanged: false,
      unresolved: ['NFO:NIFTY26NOVFUT'],
      dropped: [],
    });
  });

  test('keep the token of a share whose company has another name', () => {
    expect(resolve([1], { 'NSE:ZOMATO': 1 }, [share('ETERNAL', 1)])).toMatchObject({
      instruments: [1],
      isChanged: false,
      unresolved: ['NSE:ZOMATO'],
      dropped: [],
    });
  });

  test('get their token back when they are listed again', () => {
    expect(resolve([1], { 'NSE:TCS': 2, 'NSE:INFY': 1 }, [share('TCS', 2), share('INFY', 1)])).toMatchObject({
      instruments: [1, 2],
      isChanged: true,
      unresolved: [],
    });
  });

  test('leave the token to the name that has it now', () => {
    const contracts = { 'NFO:NIFTY26NOVFUT': 7, 'NFO:NIFTY26DECFUT': 8 };

    expect(resolve([7, 8], contracts, [future('NIFTY26DECFUT', 7, '2026-12-29')])).toMatchObject({
      instruments: [7],
      contracts: { 'NFO:NIFTY26NOVFUT': 7, 'NFO:NIFTY26DECFUT': 7 },
      moved: ['NFO:NIFTY26DECFUT'],
      dropped: ['NFO:NIFTY26NOVFUT'],
    });
  });

  test('never touch the tokens that a user gave', () => {
    expect(resolve([7, 1], { 'NSE:INFY': 1 }, [share('INFY', 5)])?.instruments).toEqual([7, 5]);
  });

  test.each([
    ['no names', [1], undefined],
    ['malformed names', [1], { 'NSE:INFY': 'one' }],
    ['malformed instruments', ['one'] as unknown as number[], { 'NSE:INFY': 1 }],
  ])('are not resolved with %s', (_, instruments, contracts) => {
    expect(resolve(instruments, contracts, [share('INFY', 5)])).toBeUndefined();
  });
});
