import { describe, expect, it } from 'vitest';
import { childOf, createEvent } from '../../../shared/events/create.ts';
import { ALPHA_PANDA, uuidV5 } from '../../../shared/events/ids.ts';
import { SHARED_TOPICS, topicsFor } from '../../../shared/events/topics.ts';
import { journalItem } from '../../../shared/journal/item.ts';
import { tick, tickEvent } from '../../support/records.ts';

const topics = topicsFor('paper');
const topic = topics.signalsRaw.name;
const cause = tickEvent(tick());
const raw = childOf(cause, 'strategy-runner', 0, topics.signalsRaw, 'trading_signal', {
  strategy_id: 'momentum-1',
  instrument_token: 256265,
  signal_type: 'BUY',
  quantity: 65,
  price: 15_500.05,
  timestamp: cause.ts,
  metadata: { note: 'naïve ₹' },
});

const failedAt = (timestamp: string) =>
  createEvent(
    topics.ordersFailed,
    'order_failed',
    {
      order_id: 'order',
      signal_id: raw.id,
      strategy_id: 'momentum-1',
      instrument_token: 256265,
      signal_type: 'BUY',
      execution_mode: 'paper',
      quantity: 65,
      reason: 'NO_PRICE',
      error_message: 'there is no price',
      timestamp,
    },
    { id: uuidV5(ALPHA_PANDA, 'failed'), ts: timestamp, source: 'test' },
  );

describe('the journal item of an event', () => {
  it('has the whole event under its correlation id, in order of market time', () => {
    const { event, ...rest } = journalItem({ topic, event: raw });

    expect(rest).toEqual({
      correlation_id: cause.id,
      entry_id: expect.stringMatching(`^${cause.ts}#${raw.id}#[0-9a-f]{8}$`),
      event_id: raw.id,
      causation_id: cause.id,
      broker: 'paper',
      type: 'trading_signal',
      topic: 'paper.signals.raw',
      ts: cause.ts,
      key: 'momentum-1:256265',
      source: 'strategy-runner',
    });
    expect(JSON.parse(String(event))).toEqual(raw);
  });

  it('is in the list of its broker and day in India for an order, and in no list for a signal', () => {
    const failed = failedAt('2026-03-02T18:30:00.000Z');

    expect(journalItem({ topic: topics.ordersFailed.name, event: failed })).toMatchObject({
      list_id: 'paper#orders#2026-03-03',
    });
    expect(journalItem({ topic, event: raw })).not.toHaveProperty('list_id');
  });

  it('has another key for other content with the same id, and the same key for a repeated event', () => {
    const other = { ...raw, data: { ...raw.data, quantity: raw.data.quantity + 1 } };

    const ids = [raw, other, raw].map((event) => journalItem({ topic, event }).entry_id);

    expect(ids[1]).not.toBe(ids[0]);
    expect(ids[2]).toBe(ids[0]);
  });

  it('has the size instead of an event that is too large for an item', () => {
    const before = '₹'.repeat(2_048);
    const action = childOf(cause, 'api', 0, SHARED_TOPICS.operatorActions, 'operator_action', {
      action: 'risk_limits_changed',
      subject: 'paper',
      actor: { user_id: 'DEMO01' },
      changes: Array.from({ length: 64 }, (_, n) => ({ field: `field-${n}`, before, after: before })),
      timestamp: cause.ts,
    });

    const item = journalItem({ topic: SHARED_TOPICS.operatorActions.name, event: action });

    expect(item).toMatchObject({
      event_omitted: true,
      entry_id: expect.stringContaining(`${action.ts}#${action.id}#`),
    });
    expect(item).not.toHaveProperty('event');
    expect(Number(item.event_bytes)).toBeGreaterThan(500_000);
  });

  it('replaces half a surrogate pair in attributes, which DynamoDB would refuse', () => {
    const item = journalItem({ topic, event: { ...raw, key: 'a\ud800', source: '\udfffb' } });

    expect(item).toMatchObject({ key: 'a\ufffd', source: '\ufffdb' });
    expect(JSON.parse(String(item.event))).toMatchObject({ key: 'a\ud800', source: '\udfffb' });
  });
});
