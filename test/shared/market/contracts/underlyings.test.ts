import { describe, expect, it } from 'vitest';
import { withUnderlyings } from '../../../../shared/market/contracts/underlyings.ts';
import type { Instrument } from '../../../../shared/market/instrument.ts';

const of = (
  instrument_token: number,
  name: `${Instrument['exchange']}:${string}`,
  segment: Instrument['segment'],
  change: Partial<Instrument> = {},
): Instrument => {
  const [exchange, tradingsymbol = ''] = name.split(':');
  return {
    ...{ instrument_token, tradingsymbol, segment, tick_size: 0.05, lot_size: 1 },
    exchange: exchange as Instrument['exchange'],
    ...change,
  };
};

const contract = (underlying: string, expiry: string) => ({ underlying, expiry });

describe('contracts with their underlyings', () => {
  const tokens = (...instruments: readonly Instrument[]) =>
    withUnderlyings(instruments).map(({ underlying_token }) => underlying_token);

  it('name the index or the share of their own exchange', () => {
    expect(
      tokens(
        of(1, 'NSE:NIFTY 50', 'INDICES'),
        of(2, 'BSE:SENSEX', 'INDICES'),
        of(3, 'NSE:RELIANCE', 'NSE'),
        of(4, 'BSE:RELIANCE', 'BSE'),
        of(5, 'NFO:NIFTY26DECFUT', 'NFO-FUT', contract('NIFTY', '2026-12-29')),
        of(6, 'BFO:SENSEX26DEC85000CE', 'BFO-OPT', contract('SENSEX', '2026-12-31')),
        of(7, 'NFO:RELIANCE26DEC1500PE', 'NFO-OPT', contract('RELIANCE', '2026-12-29')),
      ),
    ).toEqual([undefined, undefined, undefined, undefined, 1, 2, 3]);
  });

  it('name for an option of a commodity the first future that expires with it or later', () => {
    expect(
      tokens(
        of(1, 'MCX:CRUDEOIL27JANFUT', 'MCX-FUT', contract('CRUDEOIL', '2027-01-19')),
        of(2, 'MCX:CRUDEOIL26DECFUT', 'MCX-FUT', contract('CRUDEOIL', '2026-12-18')),
        of(3, 'MCX:CRUDEOIL26DEC6000CE', 'MCX-OPT', contract('CRUDEOIL', '2026-12-16')),
        of(4, 'MCX:CRUDEOIL27JAN6000CE', 'MCX-OPT', contract('CRUDEOIL', '2026-12-19')),
        of(5, 'MCX:CRUDEOIL27FEB6000CE', 'MCX-OPT', contract('CRUDEOIL', '2027-02-17')),
      ),
    ).toEqual([undefined, undefined, 2, 1, undefined]);
  });

  it('stay as they are where the list has no underlying', () => {
    expect(tokens(of(1, 'NFO:NIFTY26DECFUT', 'NFO-FUT', contract('NIFTY', '2026-12-29')))).toEqual([
      undefined,
    ]);
  });
});
