import { SIMULATED_INSTRUMENTS } from '../../../market-data/simulator/instruments.ts';
import type { InstrumentRow } from '../market/instrument-row.ts';

/** Indices with their real tokens. Prices are only plausible. */
export const INDICES: readonly (readonly [
  exchangeToken: number,
  tradingsymbol: string,
  price: number,
  exchange: string,
])[] = [
  [1001, 'NIFTY 50', 25_480, 'NSE'],
  [1016, 'NIFTY BANK', 57_620, 'NSE'],
  [1007, 'NIFTY FIN SERVICE', 27_150, 'NSE'],
  [1125, 'NIFTY MID SELECT', 13_420, 'NSE'],
  [1058, 'NIFTY NEXT 50', 68_900, 'NSE'],
  [1035, 'INDIA VIX', 12.4, 'NSE'],
  [1, 'SENSEX', 83_250, 'BSE'],
  [1072, 'BANKEX', 64_800, 'BSE'],
  [1155, 'MCXBULLDEX', 29_600, 'MCX'],
];

/** Names and BSE codes of the simulated shares. */
const SHARES: Readonly<Record<string, readonly [name: string, bseCode: number]>> = {
  RELIANCE: ['RELIANCE INDUSTRIES', 500325],
  INFY: ['INFOSYS', 500209],
  HDFCBANK: ['HDFC BANK', 500180],
  SBIN: ['STATE BANK OF INDIA', 500112],
  ICICIBANK: ['ICICI BANK', 532174],
  TCS: ['TATA CONSULTANCY SERV LT', 532540],
  ITC: ['ITC', 500875],
  AXISBANK: ['AXIS BANK', 532215],
  LT: ['LARSEN & TOUBRO', 500510],
  TATASTEEL: ['TATA STEEL', 500470],
};

/** Numbers of the segments, the last byte of a token. */
export const SEGMENT_NUMBERS = {
  NSE: 1,
  NFO: 2,
  CDS: 3,
  BSE: 4,
  BFO: 5,
  BCD: 6,
  MCX: 7,
  INDICES: 9,
} as const;

const tokens = (exchangeToken: number, segment: keyof typeof SEGMENT_NUMBERS) => ({
  instrument_token: exchangeToken * 256 + SEGMENT_NUMBERS[segment],
  exchange_token: exchangeToken,
});

const NO_CONTRACT = { expiry: '', strike: 0, instrument_type: 'EQ' } as const;

/** A share of the cash market. */
export const share = (
  exchange: 'NSE' | 'BSE',
  exchangeToken: number,
  tradingsymbol: string,
  name: string,
  price: number,
  tick: number,
): InstrumentRow => ({
  ...tokens(exchangeToken, exchange),
  ...{ tradingsymbol, name, last_price: price, ...NO_CONTRACT },
  ...{ tick_size: tick, lot_size: 1, segment: exchange, exchange },
});

const indexRow = ([
  exchangeToken,
  tradingsymbol,
  price,
  exchange,
]: (typeof INDICES)[number]): InstrumentRow => ({
  ...tokens(exchangeToken, 'INDICES'),
  ...{ tradingsymbol, name: tradingsymbol, last_price: price, ...NO_CONTRACT },
  ...{ tick_size: 0, lot_size: 0, segment: 'INDICES', exchange },
});

/** Shares without derivatives: they trade until 15:30, those with derivatives until the closing auction. */
const PLAIN_SHARES: readonly InstrumentRow[] = [
  share('NSE', 3724, 'CENTRALBK-BE', 'CENTRAL BANK OF INDIA', 37.42, 0.01),
  share('NSE', 10576, 'NIFTYBEES', 'NIPPON INDIA ETF NIFTY BEES', 287.6, 0.01),
  share('BSE', 590103, 'NIFTYBEES', 'NIPPON INDIA ETF NIFTY BEES', 287.55, 0.01),
];

/** Indices and shares. */
export const SPOT_INSTRUMENTS: readonly InstrumentRow[] = [
  ...INDICES.map(indexRow),
  ...SIMULATED_INSTRUMENTS.filter(({ segment }) => segment === 'NSE').flatMap((each) => {
    const { instrument_token, tradingsymbol, previous_close, tick_size } = each;
    const [name, bseCode] = SHARES[tradingsymbol] ?? [tradingsymbol, undefined];
    const nse = share('NSE', instrument_token >>> 8, tradingsymbol, name, previous_close, tick_size);
    if (bseCode === undefined) return [nse];
    return [nse, share('BSE', bseCode, tradingsymbol, name, previous_close, tick_size)];
  }),
  ...PLAIN_SHARES,
];
