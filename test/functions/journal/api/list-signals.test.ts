import { describe, expect, it } from 'vitest';
import { listSignals } from '../../../../functions/journal/api/list-signals.ts';
import { callRoute } from '../../../support/call-route.ts';
import { journalOf, paperTrace, rejection } from '../../../support/journal.ts';

const NOW = Date.parse('2026-03-03T10:00:00.000Z');
const traded = paperTrace('2026-03-02T04:00:00.000Z');
const refused = rejection(paperTrace('2026-03-03T04:00:00.000Z', { strategy_id: 'other' }), 'KILL_SWITCH');
const services = { tables: journalOf([...traded.events, refused]), onBadItem: () => {} };

const list = (query: Readonly<Record<string, string>> = {}) =>
  callRoute(listSignals, services, { params: { broker: 'paper' }, query, now: NOW });

describe('listSignals', () => {
  it('lists every verdict with its signal and all checks', async () => {
    const { body } = await list();

    expect(body).toEqual({
      items: [
        {
          event_id: refused.id,
          correlation_id: refused.correlation_id,
          verdict: 'rejected',
          rejection_reason: 'KILL_SWITCH',
          signal: refused.data.original_signal,
          risk_checks: [{ rule: 'KILL_SWITCH', passed: false }],
          at: '2026-03-03T04:00:00.000Z',
        },
        {
          event_id: traded.verdict.id,
          correlation_id: traded.tick.id,
          verdict: 'validated',
          signal: traded.signal.data,
          validated_quantity: 65,
          validated_price: 15_500.05,
          risk_checks: traded.verdict.data.risk_checks,
          at: '2026-03-02T04:00:00.000Z',
        },
      ],
    });
  });

  it('filters by verdict and by strategy', async () => {
    expect(await list({ verdict: 'rejected' })).toMatchObject({
      body: { items: [{ event_id: refused.id }] },
    });
    expect(await list({ strategy_id: 'momentum-1' })).toMatchObject({
      body: { items: [{ event_id: traded.verdict.id }] },
    });
    expect(await list({ strategy_id: 'momentum-1', verdict: 'rejected' })).toMatchObject({
      body: { items: [] },
    });
  });

  it('rejects an invalid cursor', async () => {
    await expect(list({ cursor: 'e30' })).rejects.toMatchObject({ problem: 'INVALID_CURSOR' });
  });
});
