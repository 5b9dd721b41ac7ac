import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { decodeCursor, encodeCursor } from '../../../shared/http/cursor.ts';
import { daysBack } from '../../../shared/journal/lists.ts';
import { type ListPlace, listPlace, listSpan } from '../../../shared/journal/place.ts';
import { firstDayWithAny, MAX_ENTRIES, readList } from '../../../shared/journal/read-list.ts';
import { journalOf, paperTrace } from '../../support/journal.ts';

const DAYS = daysBack('2026-03-05', 5);
const HOUR = 3_600_000;
const START = Date.parse('2026-03-01T00:00:00.000Z');

const fillsAt = (hours: readonly number[]): readonly Envelope[] =>
  hours.map((hour, n) => paperTrace(new Date(START + hour * HOUR + n).toISOString()).fill);

const reader = (tables: MemoryTables) => ({ tables, onBadItem: () => {} });

/** All pages of a list, each place through a cursor. */
const readAll = async (
  tables: MemoryTables,
  limit: number,
  rowOf: (event: Envelope) => string | undefined = ({ ts }) => ts,
  newestFirst = true,
): Promise<{ readonly rows: readonly string[]; readonly pages: number }> => {
  const rows: string[] = [];
  let place: ListPlace | undefined;
  for (let pages = 1; ; pages += 1) {
    const from = place?.day;
    const part = await readList(reader(tables), {
      scope: 'paper',
      list: 'orders',
      days: DAYS.filter((day) => from === undefined || day <= from),
      newestFirst,
      place,
      limit,
      rowOf,
    });
    expect(part.rows.length).toBeLessThanOrEqual(limit);
    rows.push(...part.rows);
    if (part.next === undefined) return { rows, pages };
    place = decodeCursor(encodeCursor(part.next), listPlace);
  }
};

describe('readList', () => {
  it('reads all days once, newest first, for any page size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 12 }),
        async (hours, limit) => {
          const events = fillsAt(hours);
          const days = new Set(DAYS);
          const inDays = events.filter(({ ts }) =>
            days.has(new Date(Date.parse(ts) + 19_800_000).toISOString().slice(0, 10)),
          );

          const { rows, pages } = await readAll(journalOf(events), limit);

          expect(rows).toEqual(
            inDays
              .map(({ ts }) => ts)
              .toSorted()
              .toReversed(),
          );
          expect(pages).toBe(Math.max(1, Math.ceil(inDays.length / limit)));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('continues after filtered events, and stops after a maximum of events', async () => {
    const events = fillsAt(Array.from({ length: MAX_ENTRIES + 200 }, () => 30));
    const oldest = events[0]?.ts;

    const { rows, pages } = await readAll(journalOf(events), 10, ({ ts }) =>
      ts === oldest ? ts : undefined,
    );

    expect(rows).toEqual([oldest]);
    expect(pages).toBe(2);
  });

  it('says that there is no more where the rest does not pass', async () => {
    const tables = journalOf(fillsAt([1, 2, 3, 4]));

    const { pages, rows } = await readAll(tables, 2, ({ ts }) => (ts > '2026-03-01T03' ? ts : undefined));

    expect(rows).toHaveLength(2);
    expect(pages).toBe(1);
  });
});

it('the first of some days that has anything is found', async () => {
  const tables = journalOf(fillsAt([20, 50]));

  expect(await firstDayWithAny(reader(tables), 'paper', 'orders', DAYS)).toBe('2026-03-03');
  expect(await firstDayWithAny(reader(tables), 'paper', 'signals', DAYS)).toBeUndefined();
});

describe('listSpan', () => {
  const NOW = Date.parse('2026-03-05T20:00:00.000Z');
  const entry = '2026-03-05T04:00:00.000Z#0b4c1c2e-6a4b-4d8e-9b57-3d0f8a1c7e42#0123abcd';
  const cursor = (day: string) => encodeCursor({ day, entry });

  it('is forty days back from today in India, from the cursor on', () => {
    const { days } = listSpan({}, NOW);

    expect([days[0], days.at(-1), days.length]).toEqual(['2026-03-06', '2026-01-26', 40]);
    expect(listSpan({ cursor: cursor('2026-01-28') }, NOW)).toEqual({
      days: ['2026-01-28', '2026-01-27', '2026-01-26'],
      place: { day: '2026-01-28', entry },
    });
  });

  it('is one day where that is asked for', () => {
    expect(listSpan({ date: '2020-01-01' }, NOW)).toEqual({ days: ['2020-01-01'], place: undefined });
  });

  it('ends where a cursor has become too old, and refuses one from elsewhere', () => {
    expect(listSpan({ cursor: cursor('2025-12-31') }, NOW).days).toEqual([]);
    expect(() => listSpan({ cursor: cursor('2026-03-07') }, NOW)).toThrow('cursor');
    expect(() => listSpan({ date: '2026-03-04', cursor: cursor('2026-03-03') }, NOW)).toThrow('cursor');
    expect(() => listSpan({ cursor: encodeCursor({ day: '2026-03-04', entry: 'x' }) }, NOW)).toThrow(
      'cursor',
    );
  });
});
