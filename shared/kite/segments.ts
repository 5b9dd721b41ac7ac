import type { Instrument, Segment } from '../market/instrument.ts';

/** What Kite's number of a segment says of its instruments. The last byte of an instrument token is that number. */
export interface TokenSegment {
  readonly name: 'NSE' | 'NFO' | 'CDS' | 'BSE' | 'BFO' | 'BCD' | 'MCX' | 'MCXSX' | 'INDICES';
  /** Absent where the number does not tell: an index is of any exchange, and Zerodha no longer trades on MCX-SX. */
  readonly exchange?: Instrument['exchange'];
  /** Prices on the wire are whole numbers: rupees times this. */
  readonly priceDivisor: 100 | 10_000 | 10_000_000;
  /** Whether its instruments are contracts, which have an open interest and expire. */
  readonly isDerivative: boolean;
  /** A segment of the calendar with the same hours; absent where no calendar is known. */
  readonly hours?: Segment;
}

/** By number. Zerodha's libraries scale BSE's currency contracts by 10⁴, its documentation by 10⁷: the libraries run. */
const SEGMENTS: readonly (TokenSegment | undefined)[] = [
  undefined,
  { name: 'NSE', exchange: 'NSE', priceDivisor: 100, isDerivative: false, hours: 'NSE' },
  { name: 'NFO', exchange: 'NFO', priceDivisor: 100, isDerivative: true, hours: 'NFO-FUT' },
  { name: 'CDS', exchange: 'CDS', priceDivisor: 10_000_000, isDerivative: true, hours: 'CDS-FUT' },
  { name: 'BSE', exchange: 'BSE', priceDivisor: 100, isDerivative: false, hours: 'BSE' },
  { name: 'BFO', exchange: 'BFO', priceDivisor: 100, isDerivative: true, hours: 'BFO-FUT' },
  { name: 'BCD', exchange: 'BCD', priceDivisor: 10_000, isDerivative: true, hours: 'BCD-FUT' },
  { name: 'MCX', exchange: 'MCX', priceDivisor: 100, isDerivative: true, hours: 'MCX-FUT' },
  { name: 'MCXSX', priceDivisor: 100, isDerivative: true },
  { name: 'INDICES', priceDivisor: 100, isDerivative: false, hours: 'INDICES' },
];

/** The segment of an instrument token; undefined for a number that Kite does not document, whose prices have no known scale. */
export const segmentOfToken = (token: number): TokenSegment | undefined => SEGMENTS[token & 0xff];
