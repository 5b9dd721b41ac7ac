import { describe, expect, it } from 'vitest';
import { multiplierOf, withMultiplier } from '../../../../shared/market/contracts/multipliers.ts';
import type { Instrument } from '../../../../shared/market/instrument.ts';

/** An item of a release without multipliers. */
const stored = (
  exchange: Instrument['exchange'],
  tradingsymbol: string,
  change: Partial<Instrument> = {},
): Instrument => {
  const segments = {
    MCX: 'MCX-FUT',
    CDS: 'CDS-OPT',
    BCD: 'BCD-FUT',
    NCO: 'NCO-FUT',
    NFO: 'NFO-FUT',
  } as const;
  const segment = exchange === 'NSE' || exchange === 'BSE' || exchange === 'BFO' ? 'NSE' : segments[exchange];
  return { instrument_token: 1, tradingsymbol, exchange, segment, tick_size: 0.05, lot_size: 1, ...change };
};

describe('the multiplier of an instrument that does not name one', () => {
  it.each([
    ['MCX', 'CRUDEOIL26DECFUT', 100],
    ['MCX', 'CRUDEOILM26DEC6000CE', 10],
    ['MCX', 'GOLDPETAL26DECFUT', 1],
    ['MCX', 'SILVER10026DECFUT', 10],
    ['MCX', 'SILVER26DECFUT', 30],
    ['CDS', 'USDINR26DEC86.5CE', 1_000],
    ['CDS', 'USDINR2612486.5CE', 1_000],
    ['BCD', 'EURINR26DECFUT', 1_000],
    ['NFO', 'NIFTY26DECFUT', 1],
    ['NSE', 'INFY', 1],
    ['MCX', 'TIN26DECFUT', undefined],
    ['CDS', 'EURUSD26DECFUT', undefined],
    ['NCO', 'GOLDM26DECFUT', undefined],
  ] as const)('of %s:%s is %s', (exchange, tradingsymbol, multiplier) => {
    expect(multiplierOf(stored(exchange, tradingsymbol))).toBe(multiplier);
  });

  it('is that of its expiry, if the item names one', () => {
    const nickel = (expiry: string) => stored('MCX', 'NICKEL25AUGFUT', { underlying: 'NICKEL', expiry });

    expect(multiplierOf(nickel('2025-08-29'))).toBe(1_500);
    expect(multiplierOf(nickel('2025-09-17'))).toBe(250);
  });

  it('never replaces the one that an item has', () => {
    expect(withMultiplier(stored('MCX', 'CRUDEOIL26DECFUT', { multiplier: 50 })).multiplier).toBe(50);
  });

  it('is added only where it is another than 1', () => {
    const share = stored('NSE', 'INFY');

    expect(withMultiplier(share)).toBe(share);
    expect(withMultiplier(stored('MCX', 'CRUDEOIL26DECFUT'))).toMatchObject({ multiplier: 100 });
    expect(withMultiplier(stored('MCX', 'TIN26DECFUT'))).not.toHaveProperty('multiplier');
  });
});
