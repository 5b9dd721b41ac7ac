import * as z from 'zod';
import { UUID_PATTERN } from '../ids.ts';

/** A UUID in lower case. */
export const uuid = z.stringFormat('uuid', UUID_PATTERN, { error: 'Invalid UUID, or not in lower case' });

/** Kite's numeric instrument id: unsigned 32 bits. Unique on one day only: exchanges reuse tokens after expiry. */
export const instrumentToken = z.int().min(1).max(0xffff_ffff);

/** Letters, digits, dash and underscore, because partition keys contain it with ':' as separator. */
export const strategyId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/);

/** Rupees. */
export const price = z.number().positive().max(1e8);

/** Rupees; fees may be zero. */
export const fees = z.number().min(0).max(1e9);

/** Rupees; may be negative. */
export const amount = z.number().min(-1e11).max(1e11);

/** Rupees per unit of a fill or a position; zero for a contract that expired worthless. */
export const priceOrZero = z.number().min(0).max(1e8);

/** Whole units, at least one. */
export const quantity = z.int().min(1).max(1e9);

/** Rupees per unit of price and unit of quantity: 100 for a lot of crude oil of 100 barrels, 1 for a share. */
export const multiplier = z.int().min(1).max(1e6);

/** Zerodha's products: delivery, intraday, and carried derivatives. */
export const product = z.enum(['CNC', 'MIS', 'NRML']);

/** `EXCHANGE:TRADINGSYMBOL`, unique for all time, which a token is not. */
export const contract = z.string().regex(/^[A-Z]{2,8}:\S.{0,63}$/);

/** ISO 8601 in UTC with milliseconds, the form of `Date.toISOString`. */
export const timestamp = z.iso.datetime({ precision: 3 });

export const signalType = z.enum(['BUY', 'SELL', 'HOLD']);
export const orderSide = z.enum(['BUY', 'SELL']);

/** Maximum count of facts in a signal. With the lengths below, a verdict can contain its signal. */
const MAX_FACTS = 32;

/** z.record ignores a member of this name. */
const hasNoProto = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || !Object.hasOwn(value, '__proto__');

/** Flat facts of a strategy about its own decision. */
export const metadata = z
  .unknown()
  .refine(hasNoProto, '"__proto__" cannot be the name of a fact')
  .pipe(
    z
      .record(z.string().max(64), z.union([z.string().max(256), z.number(), z.boolean(), z.null()]))
      .refine((facts) => Object.keys(facts).length <= MAX_FACTS, `more than ${MAX_FACTS} facts`)
      .meta({ maxProperties: MAX_FACTS }),
  );
