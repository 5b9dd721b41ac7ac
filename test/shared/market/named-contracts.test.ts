import { describe, expect, test } from 'vitest';
import { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import { masterReader } from '../../../shared/market/master/reader.ts';
import {
  type NamedContracts,
  namedContractsIn,
  unresolvedIn,
} from '../../../shared/market/named-contracts.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { MASTER_ROWS, putMaster } from '../../support/master.ts';

const AT = Date.parse('2026-12-29T04:00:00Z');
const { infy, option } = MASTER_ROWS;
const CONTRACTS: NamedContracts = {
  'NSE:INFY': infy.instrument.instrument_token,
  'NFO:NIFTY26DEC24000CE': option.instrument.instrument_token,
};

describe('names in the item of a strategy', () => {
  test('are read', () => {
    expect(namedContractsIn({ contracts: CONTRACTS })).toEqual(CONTRACTS);
  });

  test.each([{}, { contracts: 'NSE:INFY' }, { contracts: { 'NSE:INFY': 0 } }, { contracts: [1] }])(
    'are missing in %j',
    (item) => {
      expect(namedContractsIn(item)).toEqual({});
    },
  );
});

describe('unresolved names', () => {
  const unresolved = (tables: MemoryTables, contracts = CONTRACTS, at = AT) =>
    unresolvedIn(contracts, masterReader(tables, new ManualClock(at)), at);

  test('are missing before the first load', async () => {
    expect(await unresolved(new MemoryTables())).toEqual([]);
  });

  test('are missing while each token is of its name', async () => {
    const tables = new MemoryTables();
    putMaster(tables, [infy, option]);

    expect(await unresolved(tables)).toEqual([]);
  });

  test('are those whose contract has expired, whose token is unlisted, and whose token is of another', async () => {
    const tables = new MemoryTables();
    putMaster(tables, [infy, option]);

    expect(await unresolved(tables, CONTRACTS, AT + 86_400_000)).toEqual(['NFO:NIFTY26DEC24000CE']);
    expect(await unresolved(tables, { ...CONTRACTS, 'NSE:INFY': 77 })).toEqual(['NSE:INFY']);
    const other = { instrument: { ...infy.instrument, tradingsymbol: 'TCS' } };
    putMaster(tables, [other, option], '2026-11-28');
    expect(await unresolved(tables)).toEqual(['NSE:INFY']);
  });
});
