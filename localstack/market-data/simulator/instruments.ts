import type { Instrument } from '../../../shared/market/instrument.ts';

/** A simulated instrument. Tokens and symbols are real, prices are only plausible. */
export interface SimulatedInstrument extends Instrument {
  /** Rupees, on the day before the first simulated session. */
  readonly previous_close: number;
  /** Standard deviation of one day's move, as a fraction: 0.015 is 1.5 %. */
  readonly daily_volatility: number;
  /** Beta: 1 moves like the index. */
  readonly beta: number;
  /** Units on an ordinary day; 0 for an index, which has no volume. */
  readonly daily_volume: number;
}

type Row = readonly [
  instrumentToken: number,
  tradingsymbol: string,
  previousClose: number,
  tickSize: number,
  dailyVolatility: number,
  beta: number,
  dailyVolume: number,
];

const INDICES: readonly Row[] = [
  [256265, 'NIFTY 50', 25_480, 0.05, 0.008, 1, 0],
  [260105, 'NIFTY BANK', 57_620, 0.05, 0.01, 1.15, 0],
];

/** NSE cash market. Ticks follow the exchange's price bands: 1 paisa below ₹250, 5 below ₹1,000, 10 below ₹5,000. */
const SHARES: readonly Row[] = [
  [738561, 'RELIANCE', 1_452.4, 0.1, 0.014, 1.05, 11_000_000],
  [408065, 'INFY', 1_506.2, 0.1, 0.015, 0.8, 6_500_000],
  [341249, 'HDFCBANK', 984.35, 0.05, 0.012, 1.1, 21_000_000],
  [779521, 'SBIN', 882.6, 0.05, 0.015, 1.2, 13_000_000],
  [1270529, 'ICICIBANK', 1_372.8, 0.1, 0.013, 1.1, 9_500_000],
  [2953217, 'TCS', 3_058.5, 0.1, 0.013, 0.7, 2_600_000],
  [424961, 'ITC', 408.75, 0.05, 0.011, 0.6, 14_000_000],
  [1510401, 'AXISBANK', 1_236.9, 0.1, 0.016, 1.25, 7_000_000],
  [2939649, 'LT', 3_921.3, 0.1, 0.014, 1.1, 1_900_000],
  [895745, 'TATASTEEL', 176.42, 0.01, 0.019, 1.3, 32_000_000],
];

const instrument = (row: Row): SimulatedInstrument => {
  const [instrument_token, tradingsymbol, previous_close, tick_size, daily_volatility, beta, daily_volume] =
    row;
  return {
    instrument_token,
    tradingsymbol,
    exchange: 'NSE',
    segment: daily_volume === 0 ? 'INDICES' : 'NSE',
    tick_size,
    lot_size: 1,
    previous_close,
    daily_volatility,
    beta,
    daily_volume,
  };
};

export const SIMULATED_INSTRUMENTS: readonly SimulatedInstrument[] = [...INDICES, ...SHARES].map(instrument);
