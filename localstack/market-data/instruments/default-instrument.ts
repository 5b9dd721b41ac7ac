import { valueOn } from '../../../shared/market/contracts/dated.ts';
import { INDEX_LOTS, INDEX_OF_CONTRACTS, indexFutureTick } from '../../../shared/market/contracts/indices.ts';
import { instrumentOf, type KiteInstrument } from '../../../shared/market/contracts/kite-row.ts';
import type { Segment } from '../../../shared/market/instrument.ts';
import { dateOfDay, dayOfDate } from '../../../shared/market/ist.ts';
import { type ContractTerms, termsOfName } from './contract-terms.ts';
import type { InstrumentName } from './instrument-name.ts';
import { indexOfName } from './known-indices.ts';

const OPTION = /\d(?:CE|PE)$/;

/** Only names of indices have a blank, such as NIFTY NEXT 50. */
const isIndex = (symbol: string): boolean => symbol.includes(' ') || indexOfName(symbol) !== undefined;

/** The segment of an instrument by its name alone. */
export const segmentOf = ({ exchange, symbol }: InstrumentName): Segment => {
  switch (exchange) {
    case 'NSE':
    case 'BSE':
      return isIndex(symbol) ? 'INDICES' : exchange;
    case 'NFO':
    case 'BFO':
    case 'CDS':
    case 'BCD':
    case 'MCX':
    case 'NCO':
      return `${exchange}-${OPTION.test(symbol) ? 'OPT' : 'FUT'}`;
    default:
      return exchange satisfies never;
  }
};

/** Shares below ₹250 tick by a paisa since 2024-06-10, all others by five. */
const PAISA_SINCE = dayOfDate('2024-06-10');
/** Since 2025-04-15 a share's tick grows with its price: price from which, tick. */
const BANDS_SINCE = dayOfDate('2025-04-15');
const BANDS = [
  [20_000, 5],
  [10_000, 1],
  [5_000, 0.5],
  [1_000, 0.1],
  [250, 0.05],
] as const;

const shareTick = (day: number, price: number): number => {
  if (day >= BANDS_SINCE) return BANDS.find(([from]) => price > from)?.[1] ?? 0.01;
  return day >= PAISA_SINCE && price < 250 ? 0.01 : 0.05;
};

/** A day and a price of the instrument, on which its tick depends. */
export interface FirstPrice {
  /** A day number. */
  readonly day: number;
  /** Rupees. */
  readonly price: number;
}

/** The smallest common tick of a segment on a day. */
const tickSizeOf = (segment: Segment, { underlying }: ContractTerms, { day, price }: FirstPrice): number => {
  if (segment === 'NSE') return shareTick(day, price);
  if (segment === 'BSE') return price < 250 ? 0.01 : 0.05;
  if (segment.startsWith('CDS') || segment.startsWith('BCD')) return 0.0025;
  if (segment === 'NFO-FUT' && Object.hasOwn(INDEX_OF_CONTRACTS, underlying)) {
    return indexFutureTick(price, dateOfDay(day));
  }
  return 0.05;
};

/**
 * An instrument of which only the name and a price are known, as a row of Kite's file would say it: with the multiplier, lot
 * and freeze quantity of the tables, a lot of one where they have no lot, and the tick of its segment.
 */
export const defaultInstrument = (token: number, name: InstrumentName, first: FirstPrice): KiteInstrument => {
  const segment = segmentOf(name);
  const date = dateOfDay(first.day);
  const terms = name.terms ?? termsOfName(name.symbol, false);
  const { underlying, expiry, strike, optionType } = terms;
  const isDerivative = segment.includes('-');
  const lot = isDerivative ? valueOn(INDEX_LOTS, underlying, expiry ?? date) : undefined;
  return instrumentOf(
    {
      instrument_token: String(token),
      tradingsymbol: name.symbol,
      exchange: name.exchange,
      segment,
      name: isDerivative ? underlying : '',
      expiry: isDerivative ? (expiry ?? '') : '',
      strike: strike ?? '0',
      instrument_type: optionType ?? (isDerivative ? 'FUT' : 'EQ'),
      tick_size: String(tickSizeOf(segment, terms, first)),
      lot_size: String(lot ?? 1),
      last_price: String(first.price),
    },
    date,
  );
};
