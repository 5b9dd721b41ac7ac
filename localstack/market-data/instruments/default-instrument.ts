import type { Instrument } from '../../../shared/market/instrument.ts';
import { dayOfDate } from '../../../shared/market/ist.ts';
import type { InstrumentName } from './instrument-name.ts';
import { indexOfName } from './known-indices.ts';

const OPTION = /\d(?:CE|PE)$/;

/** Only names of indices have a blank, such as NIFTY NEXT 50. */
const isIndex = (symbol: string): boolean => symbol.includes(' ') || indexOfName(symbol) !== undefined;

/** The segment of an instrument by its name alone. */
export const segmentOf = ({ exchange, symbol }: InstrumentName): Instrument['segment'] => {
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

/** The smallest common tick of a segment. */
const tickSizeOf = (segment: Instrument['segment'], day: number, price: number): number => {
  if (segment === 'NSE') return shareTick(day, price);
  if (segment === 'BSE') return price < 250 ? 0.01 : 0.05;
  return segment.startsWith('CDS') || segment.startsWith('BCD') ? 0.0025 : 0.05;
};

/**
 * An instrument of which only the name and a price are known: one unit a lot, and the tick of its segment on that day. An
 * index represents a fund or future that follows it.
 */
export const defaultInstrument = (
  instrument_token: number,
  name: InstrumentName,
  first: { readonly day: number; readonly price: number },
): Instrument => {
  const segment = segmentOf(name);
  return {
    instrument_token,
    tradingsymbol: name.symbol,
    exchange: name.exchange,
    segment,
    tick_size: tickSizeOf(segment, first.day, first.price),
    lot_size: 1,
  };
};
