import { describe, expect, it } from 'vitest';
import { MCX_MULTIPLIERS } from '../../../../shared/market/contracts/commodities.ts';
import { CURRENCY_MULTIPLIERS } from '../../../../shared/market/contracts/currencies.ts';
import { type DatedTable, valueOn } from '../../../../shared/market/contracts/dated.ts';
import {
  FREEZE_QUANTITIES,
  INDEX_LOTS,
  INDEX_OF_CONTRACTS,
  indexFutureTick,
} from '../../../../shared/market/contracts/indices.ts';

const TABLES: Readonly<Record<string, DatedTable>> = {
  MCX_MULTIPLIERS,
  CURRENCY_MULTIPLIERS,
  INDEX_LOTS,
  FREEZE_QUANTITIES,
};

describe.each(Object.entries(TABLES))('%s', (_, table) => {
  it('has values in order of their days, none of which overlap', () => {
    for (const [name, values] of Object.entries(table)) {
      for (const [n, { value, from, to }] of values.entries()) {
        const before = values[n - 1];
        expect(Number.isSafeInteger(value) && value > 0, name).toBe(true);
        expect(from ?? '', name).toMatch(/^(\d{4}-\d{2}-\d{2})?$/);
        if (before !== undefined) expect((before.to ?? before.from ?? '') < (from ?? ''), name).toBe(true);
        if (from !== undefined && to !== undefined) expect(from <= to, name).toBe(true);
      }
    }
  });
});

describe('a dated value', () => {
  const table: DatedTable = {
    A: [
      { value: 1, to: '2023-10-31', sources: ['nivesh'] },
      { value: 2, from: '2026-01-01', sources: ['openAlgo'] },
    ],
  };

  it.each([
    ['2020-01-01', 1],
    ['2023-10-31', 1],
    ['2023-11-01', undefined],
    ['2025-12-31', undefined],
    ['2026-01-01', 2],
  ])('on %s is %s', (day, value) => {
    expect(valueOn(table, 'A', day)).toBe(value);
  });

  it('of an unknown name is unknown', () => {
    expect(valueOn(table, 'toString', '2026-01-01')).toBeUndefined();
  });
});

describe('the tables of indices', () => {
  it('know the index of every contract with a lot', () => {
    for (const name of [...Object.keys(INDEX_LOTS), ...Object.keys(FREEZE_QUANTITIES)]) {
      expect(Object.hasOwn(INDEX_OF_CONTRACTS, name), name).toBe(true);
    }
  });

  it('change the lot with the series', () => {
    const lots = (day: string) =>
      ['NIFTY', 'BANKNIFTY', 'FINNIFTY', 'MIDCPNIFTY'].map((name) => valueOn(INDEX_LOTS, name, day));

    expect(lots('2022-06-01')).toEqual([50, 25, 40, undefined]);
    expect(lots('2024-04-25')).toEqual([50, 15, 40, 75]);
    expect(lots('2024-07-01')).toEqual([25, 15, 25, 50]);
    expect(lots('2025-12-30')).toEqual([75, 35, 65, 140]);
    expect(lots('2025-12-31')).toEqual([65, 30, 60, 120]);
  });

  it.each([
    [15_000, 0.05],
    [15_000.05, 0.1],
    [30_000, 0.1],
    [30_000.05, 0.2],
  ])('give futures of an index at %s the tick %s since 2025-04-15', (level, tick) => {
    expect(indexFutureTick(level, '2025-04-15')).toBe(tick);
    expect(indexFutureTick(level, '2025-04-14')).toBe(0.05);
  });
});
