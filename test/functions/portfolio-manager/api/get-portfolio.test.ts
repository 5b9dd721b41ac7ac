import { describe, expect, it } from 'vitest';
import { getPortfolio } from '../../../../functions/portfolio-manager/api/get-portfolio.ts';
import { portfolioRoutes } from '../../../../functions/portfolio-manager/api/routes.ts';
import { MemoryTables } from '../../../../shared/memory/memory-tables.ts';
import { callRoute } from '../../../support/call-route.ts';
import { portfolioAfter } from '../../../support/portfolio.ts';

const get = (tables: MemoryTables, broker = 'paper', onBadItem = (..._: readonly string[]) => {}) =>
  callRoute(getPortfolio, { tables, onBadItem }, { params: { broker } });

const roundTrip = (strategy_id: string, profit: number) => [
  { strategy_id, quantity: 10, fill_price: 100, fees: 1, timestamp: '2026-03-02T04:00:00.000Z' },
  {
    strategy_id,
    signal_type: 'SELL' as const,
    quantity: 10,
    fill_price: 100 + profit,
    fees: 2,
    timestamp: '2026-03-02T05:00:00.000Z',
  },
];

describe('getPortfolio', () => {
  it('has the totals of the account and of each strategy', async () => {
    const tables = portfolioAfter([
      ...roundTrip('b', 5),
      ...roundTrip('a', -1),
      { strategy_id: 'a', quantity: 1, fill_price: 100, fees: 0.5, timestamp: '2026-03-02T06:00:00.000Z' },
    ]);

    const { body, status } = await get(tables);

    expect(status).toBe(200);
    expect(body).toEqual({
      broker: 'paper',
      account: { realized_pnl: 33.5, unrealized_pnl: 0, total_pnl: 33.5, fees: 6.5, open_positions: 1 },
      strategies: [
        {
          strategy_id: 'a',
          realized_pnl: -13.5,
          unrealized_pnl: 0,
          total_pnl: -13.5,
          fees: 3.5,
          updated_at: '2026-03-02T06:00:00.000Z',
        },
        {
          strategy_id: 'b',
          realized_pnl: 47,
          unrealized_pnl: 0,
          total_pnl: 47,
          fees: 3,
          updated_at: '2026-03-02T05:00:00.000Z',
        },
      ],
      updated_at: '2026-03-02T06:00:00.000Z',
    });
  });

  it('is all zeros where nothing was traded yet', async () => {
    expect(await get(portfolioAfter([{}]), 'zerodha')).toMatchObject({
      status: 200,
      body: {
        broker: 'zerodha',
        account: { realized_pnl: 0, unrealized_pnl: 0, total_pnl: 0, fees: 0, open_positions: 0 },
        strategies: [],
      },
    });
  });

  it('has every strategy, more than one read of the table gives', async () => {
    const tables = portfolioAfter([{ strategy_id: 'a' }]);
    const item = await tables.get('positions', { broker: 'paper', position_id: 'strategy#a' });
    for (let n = 0; n < 450; n += 1)
      tables.put('positions', { ...item, position_id: `strategy#s${n}`, strategy_id: `s${n}` });

    expect(await get(tables)).toHaveProperty('body.strategies.length', 451);
  });

  it('leaves out a strategy that cannot be read, and says so; an account that cannot be read is no account of zeros', async () => {
    const tables = portfolioAfter([{ strategy_id: 'a' }]);
    tables.put('positions', { broker: 'paper', position_id: 'strategy#bad', kind: 'strategy' });
    const heard: string[] = [];

    const { body } = await get(tables, 'paper', (table, key) => heard.push(`${table} ${key}`));

    expect(body).toHaveProperty('strategies.length', 1);
    expect(heard).toEqual(['positions strategy#bad']);
    tables.put('positions', { broker: 'paper', position_id: 'account', kind: 'account' });
    await expect(get(tables)).rejects.toMatchObject({ code: 'BAD_ITEM' });
  });

  it('is of the two brokers, and no other', async () => {
    await expect(get(new MemoryTables(), 'other')).rejects.toMatchObject({ problem: 'INVALID_REQUEST' });
  });
});

it('the portfolio’s routes are for whoever is logged in, and change nothing', () => {
  expect(portfolioRoutes.map(({ operation, access, writes }) => [operation, access, writes])).toEqual(
    ['getPortfolio', 'listPositions', 'listPnl'].map((operation) => [operation, 'session', false]),
  );
});
