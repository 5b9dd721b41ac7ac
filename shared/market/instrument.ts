import * as z from 'zod';
import { instrumentToken, multiplier, price, product } from '../events/data/fields.ts';

export const SEGMENTS = [
  'NSE',
  'BSE',
  'NFO-FUT',
  'NFO-OPT',
  'BFO-FUT',
  'BFO-OPT',
  'CDS-FUT',
  'CDS-OPT',
  'BCD-FUT',
  'BCD-OPT',
  'MCX-FUT',
  'MCX-OPT',
  'NCO-FUT',
  'NCO-OPT',
  'INDICES',
] as const;
export type Segment = (typeof SEGMENTS)[number];

/** An item of the instruments table: what risk and charges need of a row of Kite's instruments file. */
export const instrumentItem = z.object({
  instrument_token: instrumentToken,
  tradingsymbol: z.string().min(1).max(64),
  exchange: z.enum(['NSE', 'BSE', 'NFO', 'BFO', 'CDS', 'BCD', 'MCX', 'NCO']),
  segment: z.enum(SEGMENTS),
  /** Rupees. */
  tick_size: price,
  /** Units per lot; orders are whole lots. */
  lot_size: z.int().min(1),
  /** The largest quantity of one order that the exchange takes; absent where it sets none. */
  freeze_quantity: z.int().min(1).optional(),
  /** Whether a stock closes by auction, as those with derivatives do; absent: not known, taken as yes. */
  closing_auction: z.boolean().optional(),
  /** Rupees per unit of price and unit of quantity; absent: 1. */
  multiplier: multiplier.optional(),
  /** The last trading day of a contract, `YYYY-MM-DD`. */
  expiry: z.iso.date().optional(),
  /** Rupees; options only. */
  strike: z.number().min(0).max(1e8).optional(),
  /** What a contract is of, as the exchange names it, such as NIFTY. */
  underlying: z.string().min(1).max(64).optional(),
  /** The instrument whose price settles the contract when it expires: an index, a share, or the future of an option. */
  underlying_token: instrumentToken.optional(),
  option_type: z.enum(['CE', 'PE']).optional(),
  /** The first day whose file of the broker lacks the instrument, though it has not expired; absent: it is listed. */
  unlisted_since: z.iso.date().optional(),
  /** The exchange's series or group of a share, such as EQ, BE, T or X. `ETF` and `ETF-FREE`: see charge-schedules.ts. */
  series: z.string().min(1).max(8).optional(),
  /** The product of orders whose strategy names none; absent: intraday for shares, carried for derivatives. */
  product: product.optional(),
  /** Mean slippage of a paper fill without a book, in ticks or in basis points; absent: the segment's. */
  slippage_ticks: z.number().min(0).max(1_000).optional(),
  slippage_basis_points: z.number().min(0).max(500).optional(),
});

export type Instrument = z.infer<typeof instrumentItem>;

/** `EXCHANGE:TRADINGSYMBOL`: the instrument for all time, which its token is not. */
export const contractOf = ({
  exchange,
  tradingsymbol,
}: Pick<Instrument, 'exchange' | 'tradingsymbol'>): string => `${exchange}:${tradingsymbol}`;

/** Whether it is traded in the cash market: it never expires, and corporate actions change it. */
export const isShare = ({ segment }: Pick<Instrument, 'segment'>): boolean =>
  segment === 'NSE' || segment === 'BSE';
