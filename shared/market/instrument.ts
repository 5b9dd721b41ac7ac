import * as z from 'zod';
import { instrumentToken, price } from '../events/data/fields.ts';

export const SEGMENTS = [
  'NSE',
  'BSE',
  'NFO-FUT',
  'NFO-OPT',
  'BFO-FUT',
  'BFO-OPT',
  'CDS-FUT',
  'CDS-OPT',
  'MCX-FUT',
  'MCX-OPT',
  'INDICES',
] as const;
export type Segment = (typeof SEGMENTS)[number];

/** An item of the instruments table: what risk and charges need of a row of Kite's instruments file. */
export const instrumentItem = z.object({
  instrument_token: instrumentToken,
  tradingsymbol: z.string().min(1).max(64),
  exchange: z.enum(['NSE', 'BSE', 'NFO', 'BFO', 'CDS', 'MCX']),
  segment: z.enum(SEGMENTS),
  /** Rupees. */
  tick_size: price,
  /** Units per lot; orders are whole lots. */
  lot_size: z.int().min(1),
  /** The largest quantity of one order that the exchange takes; absent where it sets none. */
  freeze_quantity: z.int().min(1).optional(),
  /** Whether a stock closes by auction, as those with derivatives do; absent: not known, taken as yes. */
  closing_auction: z.boolean().optional(),
});

export type Instrument = z.infer<typeof instrumentItem>;
