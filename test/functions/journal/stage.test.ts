import { describe, expect, it } from 'vitest';
import { loadJournalContext } from '../../../functions/journal/context.ts';
import { journal } from '../../../functions/journal/stage.ts';
import { childOf, createEvent } from '../../../shared/events/create.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { ALPHA_PANDA, uuidV5 } from '../../../shared/events/ids.ts';
import { eventTopics, SHARED_TOPICS, topicsFor } from '../../../shared/events/topics.ts';
import { marketClock } from '../../../shared/ports/clock.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { kernelIn, world } from '../../support/kernel.ts';
import { kafkaEvent, record, SESSION_OPEN, tick, tickEvent } from '../../support/records.ts';
import { given } from '../../support/spec.ts';

const DAY = 86_400;
const topics = topicsFor('paper');
const stage = journal('paper', 90);

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

const entries = given(stage).context({ now: undefined });

const itemOf = (event: Envelope = raw): Item => entries.when(event).emits().itemsOf('journal')[0] ?? {};

describe('the journal', () => {
  it('writes a whole event under its correlation id, in order of market time', () => {
    const { event, ...rest } = itemOf();

    expect(entries.when(raw).writes).toEqual([
      { kind: 'projection', table: 'journal', item: { event, ...rest } },
    ]);
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

  it('puts an order into the list of its broker and day in India, and a signal into no list', () => {
    expect(itemOf(failedAt('2026-03-02T18:30:00.000Z'))).toMatchObject({
      list_id: 'paper#orders#2026-03-03',
    });
    expect(itemOf()).not.toHaveProperty('list_id');
  });

  it('keeps two events with the same id, and a repeated event once', () => {
    const other = { ...raw, data: { ...raw.data, quantity: raw.data.quantity + 1 } };

    const ids = [raw, other, raw].map((event) => itemOf(event).entry_id);

    expect(ids[1]).not.toBe(ids[0]);
    expect(ids[2]).toBe(ids[0]);
  });

  it('gives entries an expiry by the wall clock, and none in a replay', () => {
    entries
      .context({ now: SESSION_OPEN + 500 })
      .when(raw)
      .projects('journal', { expires_at: SESSION_OPEN / 1_000 + 90 * DAY });
    expect(itemOf()).not.toHaveProperty('expires_at');
  });

  it('uses the market clock', async () => {
    const clock = { now: () => 42 };

    expect(await loadJournalContext({ marketClock: marketClock('wall', clock) })([])).toEqual({ now: 42 });
    expect(await loadJournalContext({ marketClock: marketClock('event', clock) })([])).toEqual({
      now: undefined,
    });
  });

  it('leaves out an event that is too large for an item, and records its size', () => {
    const before = '₹'.repeat(2_048);
    const action = childOf(cause, 'api', 0, SHARED_TOPICS.operatorActions, 'operator_action', {
      action: 'risk_limits_changed',
      subject: 'paper',
      actor: { user_id: 'DEMO01' },
      changes: Array.from({ length: 64 }, (_, n) => ({ field: `field-${n}`, before, after: before })),
      timestamp: cause.ts,
    });

    const [item = {}] = given(journal('shared', 90))
      .context({ now: undefined })
      .when(action)
      .itemsOf('journal');

    expect(item).toMatchObject({
      event_omitted: true,
      entry_id: expect.stringContaining(`${action.ts}#${action.id}#`),
    });
    expect(item).not.toHaveProperty('event');
    expect(Number(item.event_bytes)).toBeGreaterThan(500_000);
  });

  it('reads all topics of its scope but ticks, so that no event but a tick goes unwritten', () => {
    const all = (['paper', 'zerodha', 'shared'] as const).flatMap((scope) =>
      journal(scope, 90).topics.map(({ name }) => name),
    );

    const expected = eventTopics().map(({ name }) => name);
    expect([...all, SHARED_TOPICS.marketTicks.name].sort()).toEqual([...expected].sort());
    expect(new Set(all).size).toBe(all.length);
  });

  it('returns a trace over several topics by one query', async () => {
    const w = world();
    const kernel = kernelIn(w, stage, { loadContext: async () => ({ now: undefined }) });
    const later = { ...failedAt(new Date(SESSION_OPEN + 1_000).toISOString()), correlation_id: cause.id };

    for (const [topic, event] of [
      [topics.ordersFailed.name, later],
      [topics.signalsRaw.name, raw],
    ] as const) {
      await kernel.handle(kafkaEvent([record({ topic, value: Buffer.from(JSON.stringify(event)) })]));
    }

    const trace = await w.tables.query('journal', cause.id);
    expect(trace.map(({ type }) => type)).toEqual(['trading_signal', 'order_failed']);
  });
});
