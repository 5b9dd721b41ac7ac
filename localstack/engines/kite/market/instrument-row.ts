import type { Instrument } from '../../../../shared/market/instrument.ts';

/** A row of Kite's instruments file (`GET /instruments`), in the order of its twelve columns. */
export interface InstrumentRow {
  readonly instrument_token: number;
  readonly exchange_token: number;
  readonly tradingsymbol: string;
  readonly name: string;
  /** Rupees. Kite does not update it during the day. */
  readonly last_price: number;
  /** `YYYY-MM-DD`, or empty. */
  readonly expiry: string;
  readonly strike: number;
  readonly tick_size: number;
  readonly lot_size: number;
  readonly instrument_type: 'EQ' | 'FUT' | 'CE' | 'PE';
  readonly segment: string;
  readonly exchange: string;
}

const typeOf = ({ option_type, expiry }: Instrument): InstrumentRow['instrument_type'] =>
  option_type ?? (expiry === undefined ? 'EQ' : 'FUT');

/** An instrument as Kite's file has it. Indices have tick and lot 0 there. */
export const rowOf = (instrument: Instrument): InstrumentRow => {
  const { instrument_token, tradingsymbol, tick_size, lot_size, segment, exchange } = instrument;
  const isIndex = segment === 'INDICES';
  return {
    instrument_token,
    // All rows of Kite's samples hold token = exchange token × 256 + number of the segment.
    exchange_token: Math.floor(instrument_token / 256),
    tradingsymbol,
    name: instrument.underlying ?? tradingsymbol,
    last_price: 0,
    expiry: instrument.expiry ?? '',
    strike: instrument.strike ?? 0,
    tick_size: isIndex ? 0 : tick_size,
    lot_size: isIndex ? 0 : lot_size,
    instrument_type: typeOf(instrument),
    segment,
    exchange,
  };
};
