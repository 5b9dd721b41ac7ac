import type { MemoryTables } from '../../localstack/backtest/memory-tables.ts';
import type { SeedItem } from '../../localstack/dev/seed/seed-item.ts';
import { HEAD_KEY } from '../../shared/market/master/head.ts';
import type { MasterRow } from '../../shared/market/master/page.ts';
import { masterVersion } from '../../shared/market/master/version.ts';

/** The items of an instrument master of a day. */
export const masterSeed = (rows: readonly MasterRow[], day = '2026-11-27'): readonly SeedItem[] => {
  const { head, pages } = masterVersion(rows, {
    ...{ day, fileDigest: 'f', segments: {} },
    loadedAt: Date.parse(`${day}T03:05:00Z`),
  });
  return [...pages, { ...HEAD_KEY, ...head }].map((item) => ({ table: 'instrument-master', item }));
};

/** Puts an instrument master of a day into tables. */
export const putMaster = (tables: MemoryTables, rows: readonly MasterRow[], day?: string): void => {
  for (const { table, item } of masterSeed(rows, day)) tables.put(table, item);
};

/** Rows of a master: a share, an index, and an option whose token may be used again. */
export const MASTER_ROWS = {
  infy: {
    instrument: {
      instrument_token: 408065,
      tradingsymbol: 'INFY',
      exchange: 'NSE',
      segment: 'NSE',
      tick_size: 0.05,
      lot_size: 1,
      closing_auction: true,
    },
    name: 'INFOSYS',
  },
  nifty: {
    instrument: {
      instrument_token: 256265,
      tradingsymbol: 'NIFTY 50',
      exchange: 'NSE',
      segment: 'INDICES',
      tick_size: 0.1,
      lot_size: 65,
    },
    name: 'NIFTY 50',
  },
  option: {
    instrument: {
      instrument_token: 12345602,
      tradingsymbol: 'NIFTY26DEC24000CE',
      exchange: 'NFO',
      segment: 'NFO-OPT',
      tick_size: 0.05,
      lot_size: 65,
      freeze_quantity: 1_800,
      expiry: '2026-12-29',
      strike: 24_000,
      underlying: 'NIFTY',
      underlying_token: 256265,
      option_type: 'CE',
    },
    name: 'NIFTY',
  },
} as const satisfies Record<string, MasterRow>;
