import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listPositions } from '../../../../functions/portfolio-manager/api/list-positions.ts';
import type { MemoryTables } from '../../../../localstack/backtest/memory-tables.ts';
import { encodeCursor } from '../../../../shared/http/cursor.ts';
import { callRoute } from '../../../support/call-route.ts';
import { portfolioAfter } from '../../../support/portfolio.ts';

interface Listed {
  readonly items: readonly { readonly strategy_id: string; readonly instrument_token: number }[];
  readonly next_cursor?: string;
}

const list = async (
  tables: MemoryTables,
  query: Readonly<Record<string, string>> = {},
  onBadItem = (..._: readonly string[]) => {},
): Promise<Listed> => {
  const { body } = await callRoute(
    listPositions,
    { tables, onBadItem },
    { params: { broker: 'paper' }, query },
  );
  return body as Listed;
};

const namesOf = ({ items }: Listed) =>
  items.map(({ strategy_id, instrument_token }) => `${strategy_id}:${instrument_token}`);

const sell = { signal_type: 'SELL' as const };
const a1 = { strategy_id: 'a', instrument_token: 1 };
const ab = { strategy_id: 'a-b', instrument_token: 1 };
const b2 = { strategy_id: 'strategy', instrument_token: 2 };

describe('listPositions', () => {
  it('lists what each strategy holds in each instrument', async () => {
    const tables = portfolioAfter([
      { ...a1, quantity: 10, fill_price: 100, fees: 1 },
      { ...a1, ...sell, quantity: 4, fill_price: 101, fees: 1, timestamp: '2026-03-02T04:00:01.000Z' },
    ]);

    expect(await list(tables)).toEqual({
      items: [
        {
          ...a1,
          quantity: 6,
          average_price: 100,
          last_price: 101,
          last_price_timestamp: '2026-03-02T04:00:01.000Z',
          realized_pnl: 2,
          unrealized_pnl: 6,
          total_pnl: 8,
          fees: 2,
          updated_at: '2026-03-02T04:00:01.000Z',
        },
      ],
    });
  });

  it('filters by open and closed, and by a strategy whose name begins another’s', async () => {
    const tables = portfolioAfter([a1, ab, b2, { ...b2, ...sell }]);

    expect(namesOf(await list(tables))).toEqual(['a-b:1', 'a:1', 'strategy:2']);
    expect(namesOf(await list(tables, { open: 'true' }))).toEqual(['a-b:1', 'a:1']);
    expect(namesOf(await list(tables, { open: 'false' }))).toEqual(['strategy:2']);
    expect(namesOf(await list(tables, { strategy_id: 'a' }))).toEqual(['a:1']);
  });

  it('returns every position once over its pages, for any page size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 7 }),
        async (instruments, limit) => {
          const tables = portfolioAfter(instruments.map((instrument_token) => ({ ...a1, instrument_token })));
          const seen: string[] = [];
          let pages = 0;
          let cursor: string | undefined;
          do {
            const listed = await list(tables, { limit: String(limit), ...(cursor && { cursor }) });
            seen.push(...namesOf(listed));
            cursor = listed.next_cursor;
            pages += 1;
          } while (cursor !== undefined);

          expect(seen).toEqual(instruments.map((token) => `a:${token}`).toSorted());
          expect(pages).toBe(Math.max(1, Math.ceil(instruments.length / limit)));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('stops after a maximum of items, and continues from there', async () => {
    const tables = portfolioAfter([a1, { ...a1, ...sell }]);
    const closed = await tables.get('positions', { broker: 'paper', position_id: 'a:1' });
    for (let n = 2; n < 1_200; n += 1)
      tables.put('positions', { ...closed, position_id: `a:${n}`, instrument_token: n });
    tables.put('positions', { ...closed, position_id: 'z:1', strategy_id: 'z', quantity: 1 });

    const first = await list(tables, { open: 'true' });
    const second = await list(tables, { open: 'true', cursor: first.next_cursor ?? '' });

    expect(first.items).toEqual([]);
    expect(namesOf(second)).toEqual(['z:1']);
    expect(second).not.toHaveProperty('next_cursor');
  });

  it('leaves out malformed items, and reports them', async () => {
    const tables = portfolioAfter([a1]);
    tables.put('positions', { broker: 'paper', position_id: 'a:0' });
    const heard: string[] = [];

    expect(namesOf(await list(tables, {}, (_, key) => heard.push(key)))).toEqual(['a:1']);
    expect(heard).toEqual(['a:0']);
  });

  it('rejects cursors of other lists', async () => {
    const tables = portfolioAfter([a1]);

    for (const cursor of [
      'e30',
      encodeCursor({ position: '' }),
      encodeCursor({ position: 'a:\n1' }),
      encodeCursor({ position: { broker: 'zerodha' } }),
      encodeCursor({ position: 'a:1', broker: 'zerodha' }),
    ])
      await expect(list(tables, { cursor })).rejects.toMatchObject({ problem: 'INVALID_CURSOR' });
  });
});
