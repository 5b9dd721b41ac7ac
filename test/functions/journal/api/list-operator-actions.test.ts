import { expect, it } from 'vitest';
import { listOperatorActions } from '../../../../functions/journal/api/list-operator-actions.ts';
import { createEvent } from '../../../../shared/events/create.ts';
import { ALPHA_PANDA, uuidV5 } from '../../../../shared/events/ids.ts';
import { SHARED_TOPICS } from '../../../../shared/events/topics.ts';
import type { OperatorAction } from '../../../../shared/events/types.ts';
import { callRoute } from '../../../support/call-route.ts';
import { journalOf } from '../../../support/journal.ts';

const NOW = Date.parse('2026-03-03T10:00:00.000Z');

const action = (ts: string, change: Partial<OperatorAction> = {}) =>
  createEvent(
    SHARED_TOPICS.operatorActions,
    'operator_action',
    {
      action: 'kill_switch_engaged',
      subject: 'paper',
      broker: 'paper',
      actor: { user_id: 'DEMO01' },
      reason: 'spreads look wrong',
      subject_version: 4,
      changes: [{ field: 'engaged', before: 'false', after: 'true' }],
      timestamp: ts,
      ...change,
    },
    { id: uuidV5(ALPHA_PANDA, ts), ts, source: 'risk-api' },
  );

const engaged = action('2026-03-02T04:00:00.000Z');
const started = action('2026-03-03T04:00:00.000Z', {
  action: 'session_started',
  subject: 'DEMO02',
  actor: { user_id: 'DEMO02' },
});
const services = { tables: journalOf([engaged, started]), onBadItem: () => {} };
const list = (query: Readonly<Record<string, string>> = {}) =>
  callRoute(listOperatorActions, services, { query, now: NOW });

it('listOperatorActions tells who did what, when and why', async () => {
  const { body } = await list();

  expect(body).toMatchObject({ items: [{ action: 'session_started' }, { action: 'kill_switch_engaged' }] });
  expect(await list({ date: '2026-03-02' })).toMatchObject({
    body: {
      items: [
        {
          event_id: engaged.id,
          correlation_id: engaged.id,
          action: 'kill_switch_engaged',
          subject: 'paper',
          broker: 'paper',
          actor: { user_id: 'DEMO01' },
          reason: 'spreads look wrong',
          subject_version: 4,
          changes: [{ field: 'engaged', before: 'false', after: 'true' }],
          at: '2026-03-02T04:00:00.000Z',
        },
      ],
    },
  });
});

it('listOperatorActions filters by user and action, and rejects an invalid cursor', async () => {
  expect(await list({ user_id: 'DEMO02' })).toMatchObject({ body: { items: [{ event_id: started.id }] } });
  expect(await list({ action: 'kill_switch_engaged' })).toMatchObject({
    body: { items: [{ event_id: engaged.id }] },
  });
  expect(await list({ user_id: 'DEMO03' })).toMatchObject({ body: { items: [] } });
  await expect(list({ cursor: 'e30' })).rejects.toMatchObject({ problem: 'INVALID_CURSOR' });
});
