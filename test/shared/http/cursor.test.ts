import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { decodeCursor, encodeCursor, pageQuery } from '../../../shared/http/cursor.ts';
import { check } from '../../support/seed.ts';

const place = z.strictObject({ day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/), after: z.string().max(64) });

test('a cursor comes back as the place it stands for, and fits into a query', () => {
  check(
    fc.property(fc.string({ unit: 'binary', maxLength: 64 }), (after) => {
      const cursor = encodeCursor({ day: '2026-11-24', after });
      expect(pageQuery.cursor.safeParse(cursor).success).toBe(true);
      expect(decodeCursor(cursor, place)).toEqual({ day: '2026-11-24', after });
    }),
  );
});

test('rejects any other text as an invalid cursor', () => {
  check(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      expect(() => decodeCursor(text, place)).toThrow(expect.objectContaining({ problem: 'INVALID_CURSOR' }));
    }),
  );
});

test('a cursor of another list is refused', () => {
  expect(() => decodeCursor(encodeCursor({ topic: 'x' }), place)).toThrow(
    expect.objectContaining({ problem: 'INVALID_CURSOR' }),
  );
});

test.each(['0', '201', '-1', '1.5', '1e2', '', 'ten'])('limit=%s is refused', (limit) => {
  expect(pageQuery.limit.safeParse(limit).success).toBe(false);
});
