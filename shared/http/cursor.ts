import * as z from 'zod';
import { ProblemError } from '../ports/problems.ts';

const MAX_LENGTH = 1_024;

/** The place where a list continues, as an opaque string. */
export const encodeCursor = (place: unknown): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/**
 * Decodes a cursor. Callers can forge cursors, so the schema must be as strict as for any input, and a cursor must not
 * grant access.
 * @throws ProblemError `INVALID_CURSOR`
 */
export const decodeCursor = <Place>(cursor: string, schema: z.ZodType<Place>): Place => {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new ProblemError('INVALID_CURSOR', 'send next_cursor of the same list unchanged', {
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
    .describe('Items per page, 1 to 200; the default is 50'),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/, 'is not a cursor of this list')
    .max(MAX_LENGTH)
    .optional()
    .describe('next_cursor of the previous page; omit it for the first page'),
} as const;

export const DEFAULT_PAGE = 50;

/** The body of every list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item),
    next_cursor: z.string().optional().describe('Present if there are more items'),
  });
