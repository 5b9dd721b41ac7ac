import type { Instrument } from '../instrument.ts';
import { typeOf } from './entry.ts';

/** The fields of a row that decide its place among results of the same rank. */
export type Placed = Pick<
  Instrument,
  'exchange' | 'tradingsymbol' | 'segment' | 'expiry' | 'strike' | 'underlying' | 'option_type'
>;

const TYPE_ORDER = { INDEX: 0, EQ: 0, FUT: 1, CE: 2, PE: 2 } as const;
/** The exchange with the most trades of a share comes first. */
const EXCHANGE_ORDER = { NSE: 0, BSE: 1, NFO: 2, BFO: 3, MCX: 4, CDS: 5, BCD: 6, NCO: 7 } as const;

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Shares and indices first, then contracts: nearer expiry, futures before options, underlying, strike, calls before puts. */
export const comparePlaces = (a: Placed, b: Placed): number => {
  const types = [TYPE_ORDER[typeOf(a)], TYPE_ORDER[typeOf(b)]] as const;
  return (
    Math.sign(types[0]) - Math.sign(types[1]) ||
    compareText(a.expiry ?? '', b.expiry ?? '') ||
    types[0] - types[1] ||
    compareText(a.underlying ?? '', b.underlying ?? '') ||
    (a.strike ?? 0) - (b.strike ?? 0) ||
    compareText(a.option_type ?? '', b.option_type ?? '') ||
    compareText(a.tradingsymbol, b.tradingsymbol) ||
    EXCHANGE_ORDER[a.exchange] - EXCHANGE_ORDER[b.exchange]
  );
};

/** The place of a row without its other fields. */
export const placeOf = ({
  exchange,
  tradingsymbol,
  segment,
  expiry,
  strike,
  underlying,
  option_type,
}: Placed): Placed => ({ exchange, tradingsymbol, segment, expiry, strike, underlying, option_type });
