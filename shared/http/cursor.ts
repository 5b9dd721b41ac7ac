import * as z from 'zod';
import { ProblemError } from '../ports/problems.ts';

const MAX_LENGTH = 1_024;

/** Where a list goes on, for the caller to hand back unread. */
export const encodeCursor = (place: unknown): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/**
 * What `encodeCursor` was given. It comes from outside, so the schema has to be as narrow as for every input: whoever
 * reads with it decides again what may be read.
 * @throws ProblemError `INVALID_CURSOR`
 */
export const decodeCursor = <Place>(cursor: string, schema: z.ZodType<Place>): Place => {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new ProblemError('INVALID_CURSOR', 'pass next_cursor of the same list as it was given', {
      fields: [{ field: 'query.cursor', problem: 'is not a cursor of this list' }],
    });
  }
};

/** Query fields of every list. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(1).max(200))
    .optional()
    .describe('Items in one answer; 50 where it is left out, 200 at most'),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/, 'is not a cursor of this list')
    .max(MAX_LENGTH)
    .optional()
    .describe('next_cursor of the answer before; the list begins anew without it'),
} as const;

export const DEFAULT_PAGE = 50;

/** The body of every list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item),
    next_cursor: z.string().optional().describe('Present where there is more'),
  });
