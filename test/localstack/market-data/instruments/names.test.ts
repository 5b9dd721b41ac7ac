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
    expect(parseInstrumentName(text)).toMatchObject({ exchange, symbol });
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

const ON_2024 = { day: dayOfDate('2024-01-02'), price: 100 };

const instrumentAt = (name: string, first = ON_2024) => {
  const found = defaultInstrument(1, parseInstrumentName(name), first);
  return 'instrument' in found ? found.instrument : found;
};

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
    expect(instrumentAt('NSE:INFY', { day: dayOfDate(date), price })).toEqual({
      instrument_token: 1,
      tradingsymbol: 'INFY',
      exchange: 'NSE',
      segment: 'NSE',
      tick_size,
      lot_size: 1,
    });
  });

  it.each([
    ['NFO:NIFTY24JANFUT', 'NFO-FUT'],
    ['NFO:NIFTY24JAN21700CE', 'NFO-OPT'],
    ['BFO:SENSEX24JAN72000PE', 'BFO-OPT'],
    ['CDS:USDINR24JANFUT', 'CDS-FUT'],
    ['NSE:NIFTY 50', 'INDICES'],
    ['NSE:NIFTY NEXT 50', 'INDICES'],
    ['BSE:INFY', 'BSE'],
  ])('finds the segment of %s: %s', (name, segment) => {
    expect(instrumentAt(name)).toMatchObject({ segment });
  });

  it.each([
    ['MCX:CRUDEOIL24JANFUT', { underlying: 'CRUDEOIL', multiplier: 100, lot_size: 1 }],
    ['CDS:USDINR24JANFUT', { underlying: 'USDINR', multiplier: 1_000, tick_size: 0.0025 }],
    ['NFO:NIFTY-I', { underlying: 'NIFTY', lot_size: 50, freeze_quantity: 1_800 }],
    ['NIFTY25JAN24FUT', { underlying: 'NIFTY', expiry: '2024-01-25' }],
    ['NIFTY24JAN21700CE', { underlying: 'NIFTY', strike: 21_700, option_type: 'CE' }],
    ['NIFTY2410421700PE', { expiry: '2024-01-04', strike: 21_700, option_type: 'PE' }],
    ['NIFTY25JAN2421700CE.NFO', { expiry: '2024-01-25', strike: 21_700, option_type: 'CE' }],
    ['M&M24JANFUT', { underlying: 'M&M', lot_size: 1 }],
  ])('takes the terms of %s from its name and the tables', (name, terms) => {
    expect(instrumentAt(name)).toMatchObject(terms);
  });

  it('gives no instrument whose multiplier is not known', () => {
    expect(instrumentAt('MCX:PEPPER24JANFUT')).toMatchObject({
      leftOut: expect.stringMatching(/multiplier/),
    });
  });
});

describe('InstrumentBook', () => {
  it('gives an index its token of Kite by any of its names', () => {
    const book = new InstrumentBook(undefined);

    for (const symbol of ['NIFTY 50', 'NIFTY', '^NSEI']) {
      expect(book.tokenOf({ exchange: 'NSE', symbol })).toBe(256265);
    }
    expect(book.instruments(new Set([256265])).known).toHaveLength(1);
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
