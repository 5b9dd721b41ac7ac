import type { DatedTable } from './dated.ts';

/** Names of contracts by the names of their indices in Kite's file. */
export const INDEX_OF_CONTRACTS: Readonly<Record<string, string>> = {
  NIFTY: 'NIFTY 50',
  BANKNIFTY: 'NIFTY BANK',
  FINNIFTY: 'NIFTY FIN SERVICE',
  MIDCPNIFTY: 'NIFTY MID SELECT',
  NIFTYNXT50: 'NIFTY NEXT 50',
  SENSEX: 'SENSEX',
  BANKEX: 'BANKEX',
  SENSEX50: 'SNSX50',
};

/**
 * The lot of an index's monthly contracts, from the day after the last expiry with the lot before. The rows of contracts
 * in Kite's file have their own lot, which counts; this table gives index rows theirs.
 */
export const INDEX_LOTS: DatedTable = {
  NIFTY: [
    { value: 75, from: '2021-03-31', sources: ['nseLots2021'] },
    { value: 50, from: '2021-06-25', sources: ['nseLots2021', 'nseLots2024April'] },
    { value: 25, from: '2024-04-26', sources: ['nseLots2024April', 'nseLots2024'] },
    { value: 75, from: '2025-01-31', sources: ['nseLots2024', 'zerodhaIndices'] },
    { value: 65, from: '2025-12-31', sources: ['nseLots2026'] },
  ],
  BANKNIFTY: [
    { value: 25, from: '2021-03-31', sources: ['nseLots2021', 'nseLots2023'] },
    { value: 15, from: '2023-06-29', sources: ['nseLots2023', 'nseLots2024April'] },
    { value: 30, from: '2025-01-30', sources: ['nseLots2024', 'zerodhaIndices'] },
    { value: 35, from: '2025-06-27', sources: ['nseLots2025', 'zerodhaIndices'] },
    { value: 30, from: '2025-12-31', sources: ['nseLots2026'] },
  ],
  FINNIFTY: [
    { value: 40, from: '2021-03-31', sources: ['nseLots2021', 'nseLots2024April'] },
    { value: 25, from: '2024-06-26', sources: ['nseLots2024April', 'nseLots2024'] },
    { value: 65, from: '2025-02-01', sources: ['nseLots2024', 'zerodhaIndices'] },
    { value: 60, from: '2025-12-31', sources: ['nseLots2026'] },
  ],
  MIDCPNIFTY: [
    { value: 75, from: '2023-03-31', sources: ['nseLots2023', 'nseLots2024April'] },
    { value: 50, from: '2024-06-25', sources: ['nseLots2024April', 'nseLots2024'] },
    { value: 120, from: '2025-02-01', sources: ['nseLots2024', 'zerodhaIndices'] },
    { value: 140, from: '2025-06-27', sources: ['nseLots2025', 'zerodhaIndices'] },
    { value: 120, from: '2025-12-31', sources: ['nseLots2026'] },
  ],
  NIFTYNXT50: [
    { value: 10, from: '2024-04-24', sources: ['nseFreeze2024', 'nseLots2024'] },
    { value: 25, from: '2025-02-01', sources: ['nseLots2024', 'nseLots2026'] },
  ],
  SENSEX: [
    { value: 10, from: '2023-05-15', sources: ['nseLots2024'] },
    { value: 20, from: '2025-02-01', sources: ['nseLots2024', 'zerodhaIndices'] },
  ],
  BANKEX: [
    { value: 15, from: '2023-05-15', sources: ['nseLots2024'] },
    { value: 30, from: '2025-02-01', sources: ['nseLots2024', 'zerodhaIndices'] },
  ],
};

/**
 * The largest quantity of one order, in units, by the name of the contract. The exchange computes it every month, so a day
 * between two lines may have had another one. Stocks are missing: Kite's file has no such column.
 */
export const FREEZE_QUANTITIES: DatedTable = {
  NIFTY: [{ value: 1_800, from: '2023-04-03', sources: ['nseFreeze2023', 'nseFreeze2026August'] }],
  BANKNIFTY: [
    { value: 900, from: '2023-04-03', sources: ['nseFreeze2023', 'nseFreeze2025March'] },
    { value: 600, from: '2025-07-01', sources: ['nseFreeze2025July'] },
    { value: 900, from: '2025-09-01', sources: ['nseFreeze2025September'] },
    { value: 600, from: '2025-11-03', sources: ['nseFreeze2025November', 'nseFreeze2026August'] },
  ],
  FINNIFTY: [{ value: 1_800, from: '2023-04-03', sources: ['nseFreeze2023', 'nseFreeze2026August'] }],
  MIDCPNIFTY: [
    { value: 5_500, from: '2023-04-03', sources: ['nseFreeze2023'] },
    { value: 2_800, from: '2024-08-01', sources: ['nseFreeze2024'] },
    { value: 4_200, from: '2025-03-03', sources: ['nseFreeze2025March'] },
    { value: 2_800, from: '2025-07-01', sources: ['nseFreeze2025July', 'nseFreeze2026August'] },
  ],
  NIFTYNXT50: [{ value: 600, from: '2024-08-01', sources: ['nseFreeze2024', 'nseFreeze2026August'] }],
  SENSEX: [{ value: 1_000, from: '2026-02-01', sources: ['bseFreeze2026'] }],
  BANKEX: [{ value: 900, from: '2026-02-01', sources: ['bseFreeze2026'] }],
};

/** From `nseTicks2025`. Options keep 0.05. The exchange looks at the level of the index once a month. */
const TICKS_BY_LEVEL_FROM = '2025-04-15';

/**
 * The tick of an index's futures, in rupees.
 * @param level Of the index.
 */
export const indexFutureTick = (level: number, day: string): number => {
  if (day < TICKS_BY_LEVEL_FROM || level <= 15_000) return 0.05;
  return level <= 30_000 ? 0.1 : 0.2;
};
