import * as z from 'zod';
import { UUID_PATTERN } from '../ids.ts';

/** A UUID in lower case. */
export const uuid = z.stringFormat('uuid', UUID_PATTERN, { error: 'Invalid UUID, or not in lower case' });

/** Kite's numeric instrument id: unsigned 32 bits. Unique on one day only: exchanges reuse tokens after expiry. */
export const instrumentToken = z.int().min(1).max(0xffff_ffff);

/** Letters, digits, dash and underscore: it is part of partition keys, where ':' separates. */
export const strategyId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/);

/** Rupees. */
export const price = z.number().positive().max(1e8);

/** Rupees; fees may be zero. */
export const fees = z.number().min(0).max(1e9);

/** Rupees, either sign. */
export const amount = z.number().min(-1e11).max(1e11);

/** Whole units, more than none. */
export const quantity = z.int().min(1).max(1e9);

/** ISO 8601 in UTC with milliseconds: the one form in which `Date.toISOString` writes. */
export const timestamp = z.iso.datetime({ precision: 3 });

export const signalType = z.enum(['BUY', 'SELL', 'HOLD']);
export const orderSide = z.enum(['BUY', 'SELL']);

/** Facts a strategy may tell with a signal; with the lengths below a signal stays small enough for its verdict to carry it. */
const MAX_FACTS = 32;

/** z.record passes over a member of this name without looking at it. */
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
