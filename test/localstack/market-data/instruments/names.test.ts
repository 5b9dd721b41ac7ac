import { describe, expect, it } from 'vitest';
import { defaultInstrument } from '../../../../localstack/market-data/instruments/default-instrument.ts';
import { InstrumentBook } from '../../../../localstack/market-data/instruments/instrument-book.ts';
import {
  nameInFileName,
  parseInstrumentName,
} from '../../../../localstack/market-data/instruments/instrument-name.ts';
import { dayOfDate } from '../../../../shared/market/ist.ts';

describe('parseInstrumentName', () => {
  it.each([
    ['RELIANCE', 'NSE', 'RELIANCE'],
    ['nse:reliance', 'NSE', 'RELIANCE'],
    ['BSE:500325', 'BSE', '500325'],
    ['NSE_RELIANCE', 'NSE', 'RELIANCE'],
    ['RELIANCE.NS', 'NSE', 'RELIANCE'],
    ['RELIANCE.BO', 'BSE', 'RELIANCE'],
    ['RELIANCE-EQ', 'NSE', 'RELIANCE'],
    ['M&M', 'NSE', 'M&M'],
    ['BAJAJ-AUTO', 'NSE', 'BAJAJ-AUTO'],
    ['BANKNIFTY-I.NFO', 'NFO', 'BANKNIFTY-I'],
    ['BANKNIFTY-I', 'NFO', 'BANKNIFTY-I'],
    ['NIFTY24JANFUT', 'NFO', 'NIFTY24JANFUT'],
    ['NIFTY24JAN21700CE', 'NFO', 'NIFTY24JAN21700CE'],
    ['MCX:CRUDEOIL24JANFUT', 'MCX', 'CRUDEOIL24JANFUT'],
    ['RELIANCE', 'NSE', 'RELIANCE'],
  ])('reads %s as %s:%s', (text, exchange, symbol) => {
    expect(parseInstrumentName(text)).toEqual({ exchange, symbol });
  });

  it('takes exchange and series of other columns', () => {
    expect(parseInstrumentName('ALPHA', 'BSE')).toEqual({ exchange: 'BSE', symbol: 'ALPHA' });
    expect(parseInstrumentName('ALPHA', 'NSE', 'BE')).toEqual({ exchange: 'NSE', symbol: 'ALPHA-BE' });
    expect(parseInstrumentName('ALPHA', 'NSE', 'EQ')).toEqual({ exchange: 'NSE', symbol: 'ALPHA' });
  });
});

describe('nameInFileName', () => {
  it.each([
    ['/data/RELIANCE.csv', 'RELIANCE'],
    ['RELIANCE_minute.csv', 'RELIANCE'],
    ['RELIANCE_60minute.csv.gz', 'RELIANCE'],
    ['RELIANCE-2024-01.csv', 'RELIANCE'],
    ['RELIANCE_20240102.csv', 'RELIANCE'],
    ['RELIANCE_2015-01-01_to_2024-01-01_1d.csv', 'RELIANCE'],
    ['RELIANCE (1).csv', 'RELIANCE'],
    ['RELIANCE_1.csv', 'RELIANCE'],
    ['NIFTY 50_minute_data.csv', 'NIFTY 50'],
    ['NIFTY NEXT 50.csv', 'NIFTY NEXT 50'],
    ['M&M.csv', 'M&M'],
    ['BAJAJ-AUTO.csv', 'BAJAJ-AUTO'],
    ['days.zip:GDFL/BANKNIFTY-I.NFO.csv', 'BANKNIFTY-I.NFO'],
    ['408065.csv', '408065'],
  ])('finds in %s the name %s', (path, name) => {
    expect(nameInFileName(path)).toBe(name);
  });

  it.each([
    ...['data.csv', 'ticks.csv', 'bars.csv', 'minute.csv', 'historical_data.csv'],
    ...['2024.csv', '2024-01-02.csv', '20240102.csv', 'day_1.csv'],
  ])('finds no name in %s', (path) => {
    expect(nameInFileName(path)).toBeUndefined();
  });
});

describe('defaultInstrument', () => {
  it.each([
    ['2024-01-02', 100, 0.05],
    ['2024-06-10', 100, 0.01],
    ['2024-06-10', 400, 0.05],
    ['2025-04-15', 100, 0.01],
    ['2025-04-15', 400, 0.05],
    ['2025-04-15', 2_000, 0.1],
    ['2025-04-15', 7_000, 0.5],
    ['2025-04-15', 15_000, 1],
    ['2025-04-15', 30_000, 5],
  ])('gives a share of NSE on %s at ₹%i a tick of ₹%f', (date, price, tick_size) => {
    const first = { day: dayOfDate(date), price };

    expect(defaultInstrument(1, { exchange: 'NSE', symbol: 'INFY' }, first)).toEqual({
      instrument_token: 1,
      tradingsymbol: 'INFY',
      exchange: 'NSE',
      segment: 'NSE',
      tick_size,
      lot_size: 1,
    });
  });

  it.each([
    ['NFO', 'NIFTY24JANFUT', 'NFO-FUT'],
    ['NFO', 'NIFTY24JAN21700CE', 'NFO-OPT'],
    ['BFO', 'SENSEX24JAN72000PE', 'BFO-OPT'],
    ['CDS', 'USDINR24JANFUT', 'CDS-FUT'],
    ['NSE', 'NIFTY 50', 'INDICES'],
    ['NSE', 'NIFTY NEXT 50', 'INDICES'],
    ['BSE', 'INFY', 'BSE'],
  ] as const)('finds the segment of %s:%s: %s', (exchange, symbol, segment) => {
    expect(defaultInstrument(1, { exchange, symbol }, { day: 0, price: 100 }).segment).toBe(segment);
  });
});

describe('InstrumentBook', () => {
  it('gives an index its token of Kite by any of its names', () => {
    const book = new InstrumentBook(undefined);

    for (const symbol of ['NIFTY 50', 'NIFTY', '^NSEI']) {
      expect(book.tokenOf({ exchange: 'NSE', symbol })).toBe(256265);
    }
    expect(book.instruments()).toHaveLength(1);
  });

  it('names a token without a name after its exchange and number', () => {
    const book = new InstrumentBook(undefined);
    book.addToken(408065, undefined);
    book.addToken(256 * 1_000 + 2, { exchange: 'NFO', symbol: 'NIFTY24JANFUT' });

    expect([book.nameOf(408065), book.nameOf(256_002)]).toEqual(['NSE:TOKEN-408065', 'NFO:NIFTY24JANFUT']);
  });

  it('refuses a name whose token another name has', () => {
    const book = new InstrumentBook(undefined);
    const taken = new InstrumentBook(undefined).tokenOf({ exchange: 'NSE', symbol: 'INFY' });
    book.addToken(taken, { exchange: 'NSE', symbol: 'TCS' });

    expect(() => book.tokenOf({ exchange: 'NSE', symbol: 'INFY' })).toThrow(
      /NSE:TCS and NSE:INFY would have one token/,
    );
  });
});
