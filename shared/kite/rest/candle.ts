import * as z from 'zod';
import { priceOrZero } from '../../events/data/fields.ts';
import { istTime } from './ist-time.ts';

const units = z.number().min(0).max(1e15);

const candle = z.tuple([
  istTime,
  priceOrZero,
  priceOrZero,
  priceOrZero,
  priceOrZero,
  units,
  units.optional(),
]);

/** The `data` of Kite's historical candles. */
export const candlesAnswer = z.object({ candles: z.array(candle) });
