import type { Instrument } from '../../../../shared/market/instrument.ts';
import type { MasterRow } from '../../../../shared/market/master/page.ts';

/** Rows of a small market: shares, indices, and contracts as Kite names them. */
const share = (
  instrument_token: number,
  exchange: 'NSE' | 'BSE',
  tradingsymbol: string,
  name: string,
): MasterRow => ({
  name,
  instrument: {
    ...{ instrument_token, exchange, tradingsymbol },
    ...{ segment: exchange, tick_size: 0.05, lot_size: 1 },
  },
});

const index = (instrument_token: number, exchange: 'NSE' | 'BSE', tradingsymbol: string): MasterRow => ({
  name: tradingsymbol,
  instrument: {
    ...{ instrument_token, exchange, tradingsymbol },
    ...{ segment: 'INDICES', tick_size: 0.05, lot_size: 1 },
  },
});

type Contract = Pick<Instrument, 'instrument_token' | 'tradingsymbol' | 'expiry' | 'underlying'>;

const future = (of: Contract, exchange: 'NFO' | 'MCX' = 'NFO'): MasterRow => ({
  instrument: { ...of, exchange, segment: `${exchange}-FUT` as const, tick_size: 0.05, lot_size: 65 },
});

const option = (of: Contract, option_type: 'CE' | 'PE', strike: number): MasterRow => ({
  instrument: {
    ...of,
    ...{ exchange: 'NFO', segment: 'NFO-OPT', tick_size: 0.05, lot_size: 65, option_type, strike },
  },
});

/** `NFO:NIFTY26NOV24500CE` and its like, with tokens from 1,000,002 on. */
const options = (underlying: string, series: string, expiry: string, first: number): MasterRow[] =>
  [24_000, 24_500, 25_000].flatMap((strike, place) =>
    (['CE', 'PE'] as const).map((type, half) =>
      option(
        {
          instrument_token: (first + 2 * place + half) * 256 + 2,
          tradingsymbol: `${underlying}${series}${strike}${type}`,
          ...{ expiry, underlying },
        },
        type,
        strike,
      ),
    ),
  );

const futureOf = (underlying: string, series: string, expiry: string, place: number): MasterRow =>
  future({
    instrument_token: place * 256 + 2,
    tradingsymbol: `${underlying}${series}FUT`,
    ...{ expiry, underlying },
  });

/** The day of the market's rows: one day before the expiry of November's contracts. */
export const DAY = '2026-11-23';

export const MARKET: readonly MasterRow[] = [
  ...options('NIFTY', '26D01', '2026-12-01', 5_000),
  ...options('NIFTY', '26NOV', '2026-11-24', 4_000),
  ...options('BANKNIFTY', '26NOV', '2026-11-24', 6_000),
  futureOf('NIFTY', '26DEC', '2026-12-29', 3_001),
  futureOf('NIFTY', '26NOV', '2026-11-24', 3_000),
  futureOf('NIFTYNXT50', '26NOV', '2026-11-24', 3_005),
  futureOf('BANKNIFTY', '26NOV', '2026-11-24', 3_002),
  futureOf('INFY', '26NOV', '2026-11-24', 3_003),
  futureOf('RELIANCE', '26NOV', '2026-11-24', 3_004),
  futureOf('NIFTY', '26OCT', '2026-10-27', 3_006),
  future(
    {
      instrument_token: 122_999 * 256 + 7,
      tradingsymbol: 'CRUDEOIL26DECFUT',
      expiry: '2026-12-18',
      underlying: 'CRUDEOIL',
    },
    'MCX',
  ),
  share(500_325 * 256 + 4, 'BSE', 'RELIANCE', 'RELIANCE INDUSTRIES LTD.'),
  share(738_561, 'NSE', 'RELIANCE', 'RELIANCE INDUSTRIES'),
  share(3_906_305, 'NSE', 'RPOWER', 'RELIANCE POWER'),
  share(408_065, 'NSE', 'INFY', 'INFOSYS'),
  share(519_937, 'NSE', 'M&M', 'MAHINDRA & MAHINDRA'),
  share(4_267_265, 'NSE', 'BAJAJ-AUTO', 'BAJAJ AUTO'),
  share(2_939_649, 'NSE', 'LT', 'LARSEN & TOUBRO'),
  share(2_707_457, 'NSE', 'NIFTYBEES', 'NIP IND ETF NIFTY BEES'),
  share(3_700_225, 'NSE', 'PETRONET', 'PETRONET LNG'),
  share(8_042_241, 'NSE', 'MCX', 'MULTI COMMODITY EXCHANGE'),
  index(256_265, 'NSE', 'NIFTY 50'),
  index(260_105, 'NSE', 'NIFTY BANK'),
  index(265, 'BSE', 'SENSEX'),
];
