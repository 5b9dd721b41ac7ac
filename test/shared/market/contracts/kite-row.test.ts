import { describe, expect, it } from 'vitest';
import { instrumentOf, type KiteRow } from '../../../../shared/market/contracts/kite-row.ts';

const DAY = '2026-11-27';

const row = (change: Partial<KiteRow>): KiteRow => ({
  instrument_token: '1',
  tradingsymbol: 'INFY',
  name: 'INFOSYS',
  expiry: '',
  strike: '0',
  tick_size: '0.05',
  lot_size: '1',
  instrument_type: 'EQ',
  segment: 'NSE',
  exchange: 'NSE',
  ...change,
});

const future = (exchange: string, name: string, expiry = '2026-12-31', change: Partial<KiteRow> = {}) =>
  row({
    ...{ tradingsymbol: `${name}26DECFUT`, name, expiry, exchange },
    ...{ segment: `${exchange}-FUT`, instrument_type: 'FUT' },
    ...change,
  });

const instrument = (of: KiteRow, day = DAY) => {
  const outcome = instrumentOf(of, day);
  if (!('instrument' in outcome)) throw new Error(JSON.stringify(outcome));
  return outcome.instrument;
};

describe("a row of Kite's file", () => {
  it('of a share is a share, without a multiplier', () => {
    expect(instrument(row({}))).toEqual({
      instrument_token: 1,
      tradingsymbol: 'INFY',
      exchange: 'NSE',
      segment: 'NSE',
      tick_size: 0.05,
      lot_size: 1,
    });
  });

  it.each([
    ['MCX', 'CRUDEOIL', 100],
    ['MCX', 'GOLD', 100],
    ['MCX', 'NATGASMINI', 250],
    ['CDS', 'USDINR', 1_000],
    ['BCD', 'JPYINR', 1_000],
  ])('of %s %s has the multiplier of its contract', (exchange, name, multiplier) => {
    expect(instrument(future(exchange, name))).toMatchObject({ multiplier, lot_size: 1, underlying: name });
  });

  it('has the multiplier with which its series started', () => {
    expect(instrument(future('MCX', 'NICKEL', '2025-08-29'))).toMatchObject({ multiplier: 1_500 });
    expect(instrument(future('MCX', 'NICKEL', '2025-09-17'))).toMatchObject({ multiplier: 250 });
    expect(instrument(future('MCX', 'MCXBULLDEX', '2026-10-30'))).toMatchObject({ multiplier: 30 });
    expect(instrument(future('MCX', 'MCXBULLDEX', '2026-11-25'))).toMatchObject({ multiplier: 15 });
  });

  it.each([
    [
      'an unknown commodity',
      future('MCX', 'TIN'),
      /MCX contracts of TIN, .* put it as JSON with the multiplier/,
    ],
    ['a size that no source tells', future('MCX', 'MCXBULLDEX', '2024-06-28'), /MCXBULLDEX/],
    ['a pair that is quoted in dollars', future('CDS', 'EURUSD'), /CDS contracts of EURUSD/],
    ['a name of Object', future('MCX', 'constructor'), /constructor/],
    ['NSE commodities', future('NCO', 'GOLDM'), /NCO contracts of GOLDM/],
    ['a segment that no stage trades', future('NSEIX', 'GIFTNIFTY'), /segment NSEIX-FUT/],
    ['an index of another exchange', row({ segment: 'INDICES', exchange: 'MCX' }), /indices of MCX/],
    [
      'a contract without a lot',
      future('NFO', 'NIFTY', DAY, { lot_size: '0' }),
      /without a tick or lot size/,
    ],
  ])('of %s is left out with the remedy, never with a multiplier of 1', (_, of, reason) => {
    expect(instrumentOf(of, DAY)).toEqual({ leftOut: expect.stringMatching(reason) });
  });

  it('of an option has strike, type, expiry and underlying', () => {
    const option = row({
      ...{ tradingsymbol: 'NIFTY26DEC26000PE', name: 'NIFTY', expiry: '2026-12-29', strike: '26000' },
      ...{ segment: 'NFO-OPT', exchange: 'NFO', instrument_type: 'PE', lot_size: '65' },
    });

    expect(instrument(option)).toMatchObject({
      ...{ expiry: '2026-12-29', strike: 26_000, option_type: 'PE', underlying: 'NIFTY' },
      ...{ lot_size: 65, freeze_quantity: 1_800 },
    });
  });

  it.each([
    ['BANKNIFTY', '2025-08-29', 600],
    ['BANKNIFTY', '2025-09-01', 900],
    ['BANKNIFTY', '2025-11-03', 600],
    ['MIDCPNIFTY', '2026-08-03', 2_800],
    ['RELIANCE', '2026-08-03', undefined],
    ['NIFTY', '2020-01-01', undefined],
  ])('of %s on %s has the freeze quantity %s', (name, day, freeze) => {
    expect(instrument(future('NFO', name), day).freeze_quantity).toBe(freeze);
  });

  it.each([
    ['NIFTY 50', '26000', '2026-11-27', 0.1, 65],
    ['NIFTY 50', '26000', '2025-04-11', 0.05, 75],
    ['NIFTY BANK', '58000', '2026-11-27', 0.2, 30],
    ['NIFTY BANK', '0', '2026-11-27', 0.05, 30],
    ['NIFTY MIDCAP 150', '14999', '2026-11-27', 0.05, 1],
  ])('of the index %s at %s on %s has tick %s and lot %s', (tradingsymbol, last_price, day, tick, lot) => {
    const index = row({ tradingsymbol, last_price, segment: 'INDICES', tick_size: '0', lot_size: '0' });

    expect(instrument(index, day)).toMatchObject({ tick_size: tick, lot_size: lot });
  });

  it('with another form than the file keeps its text, for the message', () => {
    expect(instrumentOf(row({ instrument_token: 'x' }), DAY)).toMatchObject({
      malformed: { instrument_token: 'x', tradingsymbol: 'INFY' },
    });
  });
});
