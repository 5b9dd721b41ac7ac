/**
 * The documents that the tables of this folder follow. Those in brackets are what brokers and others say of an exchange's
 * specification. A value with one source is not confirmed by a second one.
 */
export const SOURCES = {
  /** Copy of the support page "How can I trade commodity options". */
  zerodhaOptions: 'Zerodha support: lot sizes of MCX options',
  /** Copy of the support page "How can I trade currency derivatives". */
  zerodhaCurrency: 'Zerodha support: lot sizes of currency pairs',
  zerodhaIndices: 'Zerodha support: lot sizes of index derivatives from 2024-11-20',
  bajaj: 'Bajaj Broking: MCX lot sizes and profit per tick, 2025-07-04',
  nivesh: 'Nivesh Academy: MCX multipliers, 2023-10-12',
  bse2nse: 'bse2nse.com: MCX lot sizes',
  openAlgo: 'OpenAlgo: MCX contract sizes and quotation multipliers, 2026',
  mcxNickel: 'MCX statement of 2025-08-18: 250 kg from the September 2025 expiry',
  mcxKapas: 'MCX circular of 2025-11-03: Kapas, 200 × 20 kg, quoted per 20 kg',
  mcxCotton: 'MCX: contract specification of Cotton (29 mm), 25 bales, quoted per bale',
  mcxIndices: 'MCX statements of 2020-08-24 and 2020-10-19: 50 times the index',
  nseCurrency: 'Contract specifications of currency futures (eforexindia.com)',
  nseLots2021: 'NSE circular of 2021-03-31: lots from the July 2021 series (Statutory Boost)',
  nseLots2023: 'NSE circular of 2023-03-31: lots from the July 2023 series (Mint)',
  nseLots2024April: 'NSE circular of 2024-04-02: lots from 2024-04-26 (Zerodha bulletin, Business Standard)',
  nseLots2024: 'NSE and BSE circulars of 2024-10: lots from 2024-11-20 (Angel One, Rupeezy)',
  nseLots2025: 'NSE circular of 2025-03-28: lots from the July 2025 series (NDTV Profit, Fyers)',
  nseLots2026: 'NSE FAOP70616: lots from the January 2026 series (Capital Market, NDTV Profit)',
  nseFreeze2023: 'NSE circular for 2023-04-03 (Angel One)',
  nseFreeze2024: 'NSE circular for 2024-08-01 (Angel One)',
  nseFreeze2025March: 'NSE circular for 2025-03-03 (Angel One)',
  nseFreeze2025July: 'NSE circular of 2025-06-30 (Moneycontrol)',
  nseFreeze2025September: 'NSE circular of 2025-08-29 (stock-market-circulars, Moneycontrol)',
  nseFreeze2025November: 'NSE circular of 2025-10-31 (stock-market-circulars)',
  nseFreeze2026August: 'NSE FAOP75521, for 2026-08-03',
  bseFreeze2026: 'BSE freeze quantities for 2026-02-01 (ICICI Direct)',
  nseTicks2025: 'NSE circulars of 2025-03: tick sizes from 2025-04-15 (Fyers, Angel One, HDFC Securities)',
} as const;

export type Source = keyof typeof SOURCES;
