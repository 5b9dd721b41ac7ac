import type { MemoryTables } from '../../localstack/backtest/memory-tables.ts';
import type { MasterRow } from '../../shared/market/master/page.ts';
import { masterVersion } from '../../shared/market/master/version.ts';

/** Puts an instrument master of a day into tables. */
export const putMaster = (tables: MemoryTables, rows: readonly MasterRow[], day = '2026-11-27'): void => {
  const { head, pages } = masterVersion(rows, {
    ...{ day, fileDigest: 'f', segments: {} },
    loadedAt: Date.parse(`${day}T03:05:00Z`),
  });
  for (const item of [...pages, head]) tables.put('instrument-master', item);
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
