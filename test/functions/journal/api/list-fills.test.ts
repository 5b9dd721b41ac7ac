import { expect, it } from 'vitest';
import { listFills } from '../../../../functions/journal/api/list-fills.ts';
import { callRoute } from '../../../support/call-route.ts';
import { failedOrder, journalOf, paperTrace } from '../../../support/journal.ts';

const NOW = Date.parse('2026-03-02T10:00:00.000Z');

it('listFills lists fills alone, with what the market said', async () => {
  const paper = paperTrace('2026-03-02T04:00:00.000Z');
  const services = { tables: journalOf([...paper.events, failedOrder(paper)]), onBadItem: () => {} };

  const { body } = await callRoute(listFills, services, { params: { broker: 'paper' }, now: NOW });

  expect(body).toEqual({
    items: [
      {
        event_id: paper.fill.id,
        correlation_id: paper.tick.id,
        order_id: paper.fill.data.order_id,
        fill_id: 'fill-1',
        signal_id: paper.signal.id,
        strategy_id: 'momentum-1',
        instrument_token: 256265,
        side: 'BUY',
        quantity: 65,
        fill_price: 15_503.15,
        fees: 24.71,
        market_price: 15_500.05,
        complete: true,
        execution_mode: 'paper',
        at: '2026-03-02T04:00:00.000Z',
      },
    ],
  });
});

it('listFills filters by strategy, and rejects an invalid cursor', async () => {
  const paper = paperTrace('2026-03-02T04:00:00.000Z');
  const services = { tables: journalOf(paper.events), onBadItem: () => {} };
  const call = (query: Readonly<Record<string, string>>) =>
    callRoute(listFills, services, { params: { broker: 'paper' }, query, now: NOW });

  expect(await call({ strategy_id: 'other' })).toMatchObject({ body: { items: [] } });
  await expect(call({ cursor: 'e30' })).rejects.toMatchObject({ problem: 'INVALID_CURSOR' });
});
