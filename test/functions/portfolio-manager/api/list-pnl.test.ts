import { describe, expect, it } from 'vitest';
import { listPnl } from '../../../../functions/portfolio-manager/api/list-pnl.ts';
import type { MemoryTables } from '../../../../localstack/backtest/memory-tables.ts';
import { callRoute } from '../../../support/call-route.ts';
import { portfolioAfter } from '../../../support/portfolio.ts';

const NOW = Date.parse('2026-03-06T10:00:00.000Z');

const list = async (tables: MemoryTables, query: Readonly<Record<string, string>> = {}) => {
  const services = { tables, onBadItem: () => {} };
  return (await callRoute(listPnl, services, { params: { broker: 'paper' }, query, now: NOW })).body;
};

const buy = (timestamp: string) => ({ timestamp, quantity: 1, fill_price: 100, fees: 1 });
const tables = portfolioAfter([
  buy('2026-02-27T05:00:00.000Z'),
  buy('2026-03-02T04:00:00.000Z'),
  buy('2026-03-02T04:00:00.500Z'),
  buy('2026-03-02T04:00:01.000Z'),
]);

describe('listPnl', () => {
  it('lists the newest day with entries, by time', async () => {
    const body = await list(tables);

    expect(body).toMatchObject({
      items: [
        { at: '2026-03-02T04:00:00.000Z', realized_pnl: -2, total_pnl: -2, fees: 2 },
        { at: '2026-03-02T04:00:01.000Z', realized_pnl: -4, total_pnl: -4, fees: 4 },
      ],
    });
    expect(body).not.toHaveProperty('next_cursor');
  });

  it('lists the requested day', async () => {
    expect(await list(tables, { date: '2026-02-27' })).toMatchObject({ items: [{ fees: 1 }] });
    expect(await list(tables, { date: '2026-02-28' })).toEqual({ items: [] });
  });

  it('continues with the next page of the day', async () => {
    const first = await list(tables, { limit: '1' });

    const second = await list(tables, { limit: '1', cursor: (first as { next_cursor: string }).next_cursor });

    expect(first).toMatchObject({ items: [{ fees: 2 }], next_cursor: expect.any(String) });
    expect(second).toMatchObject({ items: [{ fees: 4 }] });
    expect(second).not.toHaveProperty('next_cursor');
  });

  it('is empty where nothing was traded for long', async () => {
    expect(await list(portfolioAfter([buy('2025-12-01T04:00:00.000Z')]))).toEqual({ items: [] });
  });

  it('refuses a cursor of another date', async () => {
    const { next_cursor: cursor } = (await list(tables, { limit: '1' })) as { next_cursor: string };

    await expect(list(tables, { date: '2026-02-27', cursor })).rejects.toMatchObject({
      problem: 'INVALID_CURSOR',
    });
  });
});
