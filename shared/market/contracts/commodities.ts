import type { DatedTable } from './dated.ts';

/**
 * MCX: rupees per unit of price and lot, by the name in Kite's file. Kite counts MCX orders in lots, so its lot size is 1.
 * The dates are those of the contract's expiry, since a series keeps the size with which it started. What one lot is and
 * how it is quoted stands behind each line.
 */
export const MCX_MULTIPLIERS: DatedTable = {
  // Bullion.
  GOLD: [{ value: 100, sources: ['zerodhaOptions', 'bajaj', 'nivesh'] }], // 1 kg, per 10 g
  GOLDM: [{ value: 10, sources: ['zerodhaOptions', 'bajaj', 'nivesh'] }], // 100 g, per 10 g
  GOLDTEN: [{ value: 1, sources: ['bajaj', 'openAlgo'] }], // 10 g, per 10 g
  GOLDGUINEA: [{ value: 1, sources: ['bajaj', 'nivesh'] }], // 8 g, per 8 g
  GOLDPETAL: [{ value: 1, sources: ['bajaj', 'nivesh'] }], // 1 g, per 1 g
  SILVER: [{ value: 30, sources: ['zerodhaOptions', 'bajaj', 'nivesh'] }], // 30 kg, per kg
  SILVERM: [{ value: 5, sources: ['zerodhaOptions', 'bajaj', 'nivesh'] }], // 5 kg, per kg
  SILVERMIC: [{ value: 1, sources: ['bajaj', 'nivesh'] }], // 1 kg, per kg
  SILVER100: [{ value: 10, sources: ['openAlgo'] }], // 100 g, per 10 g

  // Energy.
  CRUDEOIL: [{ value: 100, sources: ['zerodhaOptions', 'bajaj', 'nivesh'] }], // 100 barrels, per barrel
  CRUDEOILM: [{ value: 10, sources: ['zerodhaOptions', 'bajaj', 'nivesh'] }], // 10 barrels, per barrel
  NATURALGAS: [{ value: 1_250, sources: ['zerodhaOptions', 'bajaj', 'nivesh'] }], // 1,250 mmBtu, per mmBtu
  NATGASMINI: [{ value: 250, sources: ['zerodhaOptions', 'bajaj', 'nivesh'] }], // 250 mmBtu, per mmBtu
  ELECDMBL: [{ value: 50, sources: ['openAlgo'] }], // 50 MWh, per MWh

  // Base metals.
  COPPER: [{ value: 2_500, sources: ['zerodhaOptions', 'nivesh', 'openAlgo'] }], // 2,500 kg, per kg
  ZINC: [{ value: 5_000, sources: ['zerodhaOptions', 'nivesh', 'openAlgo'] }], // 5 tonnes, per kg
  ZINCMINI: [{ value: 1_000, sources: ['nivesh', 'openAlgo'] }], // 1 tonne, per kg
  LEAD: [{ value: 5_000, sources: ['nivesh', 'openAlgo'] }], // 5 tonnes, per kg
  LEADMINI: [{ value: 1_000, sources: ['nivesh', 'openAlgo'] }], // 1 tonne, per kg
  ALUMINIUM: [{ value: 5_000, sources: ['nivesh', 'openAlgo'] }], // 5 tonnes, per kg
  ALUMINI: [{ value: 1_000, sources: ['nivesh', 'openAlgo'] }], // 1 tonne, per kg
  NICKEL: [
    { value: 1_500, sources: ['nivesh', 'mcxNickel'] }, // 1,500 kg, per kg
    { value: 250, from: '2025-09-01', sources: ['mcxNickel', 'openAlgo'] }, // 250 kg, per kg
  ],
  STEELREBAR: [{ value: 5, sources: ['openAlgo'] }], // 5 tonnes, per tonne

  // Farm products.
  MENTHAOIL: [{ value: 360, sources: ['bse2nse', 'openAlgo'] }], // 360 kg, per kg
  CARDAMOM: [{ value: 100, sources: ['bse2nse', 'openAlgo'] }], // 100 kg, per kg
  COTTON: [{ value: 25, sources: ['mcxCotton', 'openAlgo'] }], // 25 bales, per bale
  COTTONOIL: [{ value: 500, sources: ['openAlgo'] }], // 5 tonnes, per 10 kg
  KAPAS: [{ value: 200, sources: ['mcxKapas', 'openAlgo'] }], // 4 tonnes, per 20 kg

  // Indices of commodities. No source tells the day on which the first size ended.
  MCXBULLDEX: [
    { value: 50, to: '2023-10-31', sources: ['mcxIndices', 'nivesh'] },
    { value: 30, from: '2026-01-01', sources: ['openAlgo'] },
    { value: 15, from: '2026-11-01', sources: ['openAlgo'] },
  ],
  MCXMETLDEX: [
    { value: 50, to: '2023-10-31', sources: ['mcxIndices', 'nivesh'] },
    { value: 40, from: '2026-01-01', sources: ['openAlgo'] },
  ],
};
