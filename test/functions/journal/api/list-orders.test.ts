import { describe, expect, it } from 'vitest';
import { listOrders } from '../../../../functions/journal/api/list-orders.ts';
import { journalRoutes } from '../../../../functions/journal/api/routes.ts';
import { childOf } from '../../../../shared/events/create.ts';
import { ALPHA_PANDA, uuidV5 } from '../../../../shared/events/ids.ts';
import { topicsFor } from '../../../../shared/events/topics.ts';
import { callRoute } from '../../../support/call-route.ts';
import { failedOrder, journalOf, paperTrace } from '../../../support/journal.ts';

const NOW = Date.parse('2026-03-03T10:00:00.000Z');
const services = (tables = journalOf([])) => ({ tables, onBadItem: () => {} });

const list = (tables = journalOf([]), query: Readonly<Record<string, string>> = {}, broker = 'paper') =>
  callRoute(listOrders, services(tables), { params: { broker }, query, now: NOW });

describe('listOrders', () => {
  it('lists what happened to orders, the newest first', async () => {
    const filled = paperTrace('2026-03-02T04:00:00.000Z');
    const failed = failedOrder(paperTrace('2026-03-03T04:00:00.000Z'));

    const { body } = await list(journalOf([filled.fill, failed, filled.verdict]));

    expect(body).toEqual({
      items: [
        {
          event_id: failed.id,
          correlation_id: failed.correlation_id,
          order_id: failed.data.order_id,
          signal_id: failed.data.signal_id,
          status: 'FAILED',
          strategy_id: 'momentum-1',
          instrument_token: 256265,
          side: 'BUY',
          quantity: 65,
          reason: 'NO_PRICE',
          error_message: 'there is no price',
          execution_mode: 'paper',
          at: '2026-03-03T04:00:00.000Z',
        },
        {
          event_id: filled.fill.id,
          correlation_id: filled.tick.id,
          order_id: filled.fill.data.order_id,
          signal_id: filled.signal.id,
          status: 'FILLED',
          strategy_id: 'momentum-1',
          instrument_token: 256265,
          side: 'BUY',
          quantity: 65,
          fill_price: 15_503.15,
          fees: 24.71,
          execution_mode: 'paper',
          at: '2026-03-02T04:00:00.000Z',
        },
      ],
    });
  });

  it('tells an order that was placed, and a part of one that was filled', async () => {
    const { verdict, signal, fill } = paperTrace('2026-03-03T04:00:00.000Z');
    const topics = topicsFor('zerodha');
    const {
      fill_id: _,
      fill_price: __,
      fees: ___,
      complete: ____,
      market_price: _____,
      market_price_timestamp: ______,
      ...order
    } = fill.data;
    const live = { ...order, order_id: '1151220000000001', execution_mode: 'live' as const };
    const placed = childOf(verdict, 'zerodha.trading-engine', 0, topics.ordersSubmitted, 'order_placed', {
      ...live,
      tag: 'tag',
    });
    const part = childOf(placed, 'zerodha.order-updates', 0, topics.ordersFilled, 'order_filled', {
      ...fill.data,
      ...live,
      quantity: 15,
      complete: false,
    });

    const { body } = await list(journalOf([placed, part]), {}, 'zerodha');

    expect(body).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({ status: 'PARTIALLY_FILLED', quantity: 15, signal_id: signal.id }),
        expect.objectContaining({ status: 'PLACED', quantity: 65, execution_mode: 'live' }),
      ]),
    });
  });

  it('filters by strategy and by instrument', async () => {
    const tables = journalOf(
      (['a', 'b'] as const).flatMap((strategy_id) =>
        [256265, 260105].map(
          (instrument_token) =>
            paperTrace('2026-03-03T04:00:00.000Z', { strategy_id, instrument_token }).fill,
        ),
      ),
    );

    const { body: byStrategy } = await list(tables, { strategy_id: 'a' });
    const { body: byBoth } = await list(tables, { strategy_id: 'a', instrument_token: '260105' });

    expect(byStrategy).toHaveProperty('items.length', 2);
    expect(byBoth).toMatchObject({ items: [{ strategy_id: 'a', instrument_token: 260105 }] });
    expect(byBoth).toHaveProperty('items.length', 1);
  });

  it('lists one day in India where it is asked for, however old', async () => {
    const tables = journalOf([
      paperTrace('2025-01-01T18:29:59.000Z').fill,
      paperTrace('2025-01-01T18:30:00.000Z').fill,
    ]);

    const { body } = await list(tables, { date: '2025-01-02' });

    expect(body).toMatchObject({ items: [{ at: '2025-01-01T18:30:00.000Z' }] });
    expect(await list(tables)).toMatchObject({ body: { items: [] } });
  });

  it('has no orders of the other broker', async () => {
    const tables = journalOf([paperTrace('2026-03-03T04:00:00.000Z').fill]);

    expect(await list(tables, {}, 'zerodha')).toMatchObject({ status: 200, body: { items: [] } });
  });

  it.each([
    [{ limit: '0' }, 'paper'],
    [{ limit: '201' }, 'paper'],
    [{ limit: 'x' }, 'paper'],
    [{ date: '2026-02-30' }, 'paper'],
    [{ instrument_token: '4294967296' }, 'paper'],
    [{ strategy_id: '../x' }, 'paper'],
    [{ unknown: 'x' }, 'paper'],
    [{}, 'other'],
  ])('refuses %j of %s', async (query, broker) => {
    await expect(list(journalOf([]), query, broker)).rejects.toMatchObject({ problem: 'INVALID_REQUEST' });
  });

  it('rejects a cursor of another list', async () => {
    const cursor = Buffer.from(JSON.stringify({ day: '2026-03-04', entry: uuidV5(ALPHA_PANDA, 'x') }));

    await expect(list(journalOf([]), { cursor: cursor.toString('base64url') })).rejects.toMatchObject({
      problem: 'INVALID_CURSOR',
    });
  });
});

describe('the journal’s routes', () => {
  it('need a session and change nothing', () => {
    expect(journalRoutes.map(({ operation, access, writes }) => [operation, access, writes])).toEqual(
      ['listOrders', 'listFills', 'listSignals', 'getTrace', 'listOperatorActions'].map((operation) => [
        operation,
        'session',
        false,
      ]),
    );
  });
});
