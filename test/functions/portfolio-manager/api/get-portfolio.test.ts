import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { getPortfolio } from '../../../../functions/portfolio-manager/api/get-portfolio.ts';
import { listPositions } from '../../../../functions/portfolio-manager/api/list-positions.ts';
import { portfolioRoutes } from '../../../../functions/portfolio-manager/api/routes.ts';
import { MemoryTables } from '../../../../localstack/backtest/memory-tables.ts';
import { add, fromRupees, type Money, ZERO } from '../../../../shared/money.ts';
import { callRoute } from '../../../support/call-route.ts';
import { portfolioAfter } from '../../../support/portfolio.ts';
import { putPrice } from '../../../support/prices.ts';
import { checkAsync } from '../../../support/seed.ts';

const get = (tables: MemoryTables, broker = 'paper') =>
  callRoute(getPortfolio, { tables, onBadItem: () => undefined }, { params: { broker } });

const AT = '2026-03-02T04:00:00.000Z';
const LATER = '2026-03-02T06:30:00.000Z';

const quote = (tables: MemoryTables, instrument_token: number, last_price: number, timestamp = LATER) =>
  putPrice(tables, instrument_token, { price: last_price, at: Date.parse(timestamp) });

const roundTrip = (strategy_id: string, profit: number) => [
  { strategy_id, quantity: 10, fill_price: 100, fees: 1, timestamp: AT },
  {
    strategy_id,
    signal_type: 'SELL' as const,
    quantity: 10,
    fill_price: 100 + profit,
    fees: 2,
    timestamp: '2026-03-02T05:00:00.000Z',
  },
];

interface Totals {
  readonly realized_pnl: number;
  readonly unrealized_pnl: number;
  readonly total_pnl: number;
  readonly fees: number;
}
interface Portfolio {
  readonly account: Totals;
  readonly closed: Totals;
  readonly strategies: readonly (Totals & { readonly strategy_id: string })[];
  readonly positions: readonly (Totals & {
    readonly instrument_token: number;
    readonly quantity: number;
    readonly last_price: number;
  })[];
  readonly instruments: readonly (Totals & {
    readonly instrument_token: number;
    readonly quantity: number;
    readonly last_price: number;
  })[];
}

const FIELDS = ['realized_pnl', 'unrealized_pnl', 'total_pnl', 'fees'] as const;

/** Sums in exact money, field by field. */
const sumOf = (rows: readonly Totals[]): Record<string, Money> =>
  Object.fromEntries(FIELDS.map((field) => [field, add(ZERO, ...rows.map((row) => fromRupees(row[field])))]));

describe('getPortfolio', () => {
  it('gives account, strategies, open positions, net positions and what is closed', async () => {
    const tables = portfolioAfter([
      ...roundTrip('b', 5),
      ...roundTrip('a', -1),
      {
        strategy_id: 'a',
        instrument_token: 7,
        quantity: 2,
        fill_price: 100,
        fees: 0.5,
        timestamp: '2026-03-02T06:00:00.000Z',
      },
    ]);
    quote(tables, 7, 104);

    const { body, status } = await get(tables);

    expect(status).toBe(200);
    const open = {
      instrument_token: 7,
      quantity: 2,
      last_price: 104,
      last_price_timestamp: LATER,
      realized_pnl: -0.5,
      unrealized_pnl: 8,
      total_pnl: 7.5,
      fees: 0.5,
    };
    const sixAm = '2026-03-02T06:00:00.000Z';
    expect(body).toEqual({
      broker: 'paper',
      account: { realized_pnl: 33.5, unrealized_pnl: 8, total_pnl: 41.5, fees: 6.5, open_positions: 1 },
      strategies: [
        {
          strategy_id: 'a',
          realized_pnl: -13.5,
          unrealized_pnl: 8,
          total_pnl: -5.5,
          fees: 3.5,
          updated_at: sixAm,
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
      positions: [{ ...open, strategy_id: 'a', average_price: 100, updated_at: sixAm }],
      instruments: [{ ...open, value: 208, strategies: 1 }],
      closed: { realized_pnl: 34, unrealized_pnl: 0, total_pnl: 34, fees: 6 },
      updated_at: sixAm,
    });
  });

  it('values what two strategies hold of one instrument at one price', async () => {
    const tables = portfolioAfter([
      { strategy_id: 's1', quantity: 50, fill_price: 100, fees: 0 },
      { strategy_id: 's2', signal_type: 'SELL', quantity: 50, fill_price: 101, fees: 0 },
      { strategy_id: 's2', quantity: 25, fill_price: 99, fees: 0 },
    ]);

    const { body } = await get(tables);

    expect(body).toMatchObject({
      account: { total_pnl: 50 },
      strategies: [
        { strategy_id: 's1', total_pnl: -50 },
        { strategy_id: 's2', total_pnl: 100 },
      ],
      positions: [{ last_price: 99 }, { last_price: 99 }],
      instruments: [{ quantity: 25, value: 2_475, strategies: 2, last_price: 99, total_pnl: 50 }],
    });
  });

  it('follows the market between fills', async () => {
    const tables = portfolioAfter([{ instrument_token: 7, quantity: 1_000, fill_price: 1_000, fees: 0 }]);
    quote(tables, 7, 1_010);
    const before = await get(tables);

    quote(tables, 7, 100, '2026-03-02T06:31:00.000Z');

    expect(before.body).toMatchObject({ account: { unrealized_pnl: 10_000 } });
    expect((await get(tables)).body).toMatchObject({ account: { unrealized_pnl: -900_000 } });
  });

  it('adds up to the ten-thousandth after any fills, at any prices, with the list of positions too', async () => {
    const anyFill = fc.record({
      strategy_id: fc.constantFrom('a', 'b', 'c'),
      instrument_token: fc.integer({ min: 1, max: 3 }),
      signal_type: fc.constantFrom('BUY' as const, 'SELL' as const),
      quantity: fc.integer({ min: 1, max: 1_000 }),
      fill_price: fc.integer({ min: 1, max: 10_000_000 }).map((units) => units / 10_000),
      fees: fc.integer({ min: 0, max: 1_000_000 }).map((units) => units / 10_000),
    });
    const anyPrice = fc.integer({ min: 1, max: 200_000 }).map((ticks) => ticks / 20);
    await checkAsync(
      fc.asyncProperty(
        fc.array(anyFill, { minLength: 1, maxLength: 30 }),
        fc.array(anyPrice, { maxLength: 3 }),
        async (fills, prices) => {
          const tables = portfolioAfter(fills);
          for (const [n, price] of prices.entries()) quote(tables, n + 1, price);

          const { account, closed, strategies, positions, instruments } = (await get(tables))
            .body as Portfolio;
          const listed = (
            await callRoute(
              listPositions,
              { tables, onBadItem: () => undefined },
              { params: { broker: 'paper' }, query: { limit: '100' } },
            )
          ).body as { readonly items: readonly Totals[] };

          const whole = sumOf([account]);
          expect(sumOf(strategies)).toEqual(whole);
          expect(sumOf([...positions, closed])).toEqual(whole);
          expect(sumOf([...instruments, closed])).toEqual(whole);
          expect(sumOf(listed.items)).toEqual(whole);
          for (const { instrument_token, last_price, quantity } of instruments) {
            const of = positions.filter((position) => position.instrument_token === instrument_token);
            expect(new Set(of.map((position) => position.last_price))).toEqual(new Set([last_price]));
            expect(of.reduce((sum, position) => sum + position.quantity, 0)).toBe(quantity);
          }
        },
      ),
    );
  });

  it('is all zeros where nothing was traded yet', async () => {
    const zeros = { realized_pnl: 0, unrealized_pnl: 0, total_pnl: 0, fees: 0 };

    expect(await get(portfolioAfter([{}]), 'zerodha')).toMatchObject({
      status: 200,
      body: {
        broker: 'zerodha',
        account: { ...zeros, open_positions: 0 },
        strategies: [],
        positions: [],
        instruments: [],
        closed: zeros,
      },
    });
  });

  it('fails for a malformed account item', async () => {
    const tables = portfolioAfter([{ strategy_id: 'a' }]);
    tables.put('positions', { broker: 'paper', position_id: 'account', kind: 'account' });

    await expect(get(tables)).rejects.toMatchObject({ code: 'BAD_ITEM' });
  });

  it('is of the two brokers, and no other', async () => {
    await expect(get(new MemoryTables(), 'other')).rejects.toMatchObject({ problem: 'INVALID_REQUEST' });
  });
});

it('the portfolio’s routes need a session and change nothing', () => {
  expect(portfolioRoutes.map(({ operation, access, writes }) => [operation, access, writes])).toEqual(
    ['getPortfolio', 'listPositions', 'listPnl'].map((operation) => [operation, 'session', false]),
  );
});
