import type { DatedTable } from './dated.ts';

/**
 * NSE and BSE currency contracts: rupees per unit of price and lot, by the name in Kite's file. Kite counts orders in lots.
 * Pairs that are quoted in dollars or yen (EURUSD, GBPUSD, USDJPY) and interest rates are missing: their worth in rupees
 * follows a rate of the day.
 */
export const CURRENCY_MULTIPLIERS: DatedTable = {
  USDINR: [{ value: 1_000, sources: ['zerodhaCurrency', 'nseCurrency'] }], // $1,000, per dollar
  EURINR: [{ value: 1_000, sources: ['zerodhaCurrency', 'nseCurrency'] }], // €1,000, per euro
  GBPINR: [{ value: 1_000, sources: ['zerodhaCurrency', 'nseCurrency'] }], // £1,000, per pound
  JPYINR: [{ value: 1_000, sources: ['zerodhaCurrency', 'nseCurrency'] }], // ¥100,000, per 100 yen
};
