import { describe, expect, it } from 'vitest';
import { getTrace } from '../../../../functions/journal/api/get-trace.ts';
import { MemoryTables } from '../../../../localstack/backtest/memory-tables.ts';
import { createEvent } from '../../../../shared/events/create.ts';
import type { Envelope } from '../../../../shared/events/envelope.ts';
import { ALPHA_PANDA, uuidV5 } from '../../../../shared/events/ids.ts';
import { SHARED_TOPICS } from '../../../../shared/events/topics.ts';
import { callRoute } from '../../../support/call-route.ts';
import { journalOf, paperTrace, rejection, writeJournal } from '../../../support/journal.ts';

const TS = '2026-03-02T04:00:00.000Z';
const paper = paperTrace(TS);

const trace = (tables: MemoryTables, correlation_id: string, onBadItem = (..._: readonly string[]) => {}) =>
  callRoute(getTrace, { tables, onBadItem }, { params: { correlation_id } });

describe('getTrace', () => {
  it('returns all events from a tick to its fill in causal order', async () => {
    const { body } = await trace(journalOf(paper.events.toReversed()), paper.tick.id);

    expect(body).toEqual({
      correlation_id: paper.tick.id,
      truncated: false,
      entries: [
        {
          event_id: paper.tick.id,
          causation_id: null,
          type: 'market_tick',
          broker: 'shared',
          topic: 'market.ticks',
          ts: TS,
          data: { instrument_token: 256265, last_price: 15_500.05, timestamp: TS },
          derived: true,
        },
        ...[
          [paper.signal, 'paper.signals.raw'] as const,
          [paper.verdict, 'paper.signals.validated'] as const,
          [paper.fill, 'paper.orders.filled'] as const,
          [paper.snapshot, 'paper.pnl.snapshots'] as const,
        ].map(([event, topic]: readonly [Envelope, string]) => ({
          event_id: event.id,
          causation_id: event.causation_id,
          type: event.type,
          broker: 'paper',
          topic,
          source: event.source,
          ts: TS,
          data: event.data,
          derived: false,
        })),
      ],
    });
  });

  it('begins with the operator’s action where that is what began it', async () => {
    const action = createEvent(
      SHARED_TOPICS.operatorActions,
      'operator_action',
      {
        action: 'kill_switch_engaged',
        subject: 'paper',
        broker: 'paper',
        actor: { user_id: 'DEMO01' },
        changes: [],
        timestamp: TS,
      },
      { id: uuidV5(ALPHA_PANDA, 'request'), ts: TS, source: 'risk-api' },
    );

    const { body } = await trace(journalOf([action]), action.id);

    expect(body).toMatchObject({
      entries: [{ event_id: action.id, type: 'operator_action', causation_id: null, derived: false }],
    });
  });

  it('derives no tick without a signal', async () => {
    const { body } = await trace(journalOf([paper.fill]), paper.tick.id);

    expect(body).toMatchObject({ entries: [{ type: 'order_filled', derived: false }] });
  });

  it('shows an event that the journal could not hold as omitted', async () => {
    const tables = journalOf([paper.signal]);
    const [item] = await tables.query('journal', paper.tick.id);
    const { event: _, ...rest } = item ?? {};
    tables.put('journal', { ...rest, event_omitted: true, event_bytes: 500_000 });

    const { body } = await trace(tables, paper.tick.id);

    expect(body).toMatchObject({
      entries: [{ type: 'trading_signal', omitted: true, event_bytes: 500_000 }],
    });
    expect(JSON.stringify(body)).not.toContain('"data"');
  });

  it('shows a malformed event as omitted, skips a malformed entry, and reports both', async () => {
    const tables = journalOf([paper.signal, paper.verdict]);
    const items = await tables.query('journal', paper.tick.id);
    const signal = items.find(({ type }) => type === 'trading_signal');
    tables.put('journal', { ...signal, event: '{"type":"trading_signal"}' });
    tables.put('journal', { correlation_id: paper.tick.id, entry_id: 'not an entry' });
    const heard: string[] = [];

    const { body } = await trace(tables, paper.tick.id, (table, key) => heard.push(`${table} ${key}`));

    expect(body).toMatchObject({
      entries: expect.arrayContaining([expect.objectContaining({ omitted: true })]),
    });
    expect(body).toHaveProperty('entries.length', 2);
    expect(heard.toSorted()).toEqual(
      [
        `journal ${paper.tick.id}/${String(signal?.entry_id)}`,
        `journal ${paper.tick.id}/not an entry`,
      ].toSorted(),
    );
  });

  it('tells the first thousand entries of a paper, and that there are more', async () => {
    const tables = journalOf([paper.signal]);
    for (let n = 0; n < 1_000; n += 1) {
      const id = uuidV5(ALPHA_PANDA, `verdict ${n}`);
      writeJournal(tables, [{ ...rejection(paper, 'STALE_PRICE'), id }]);
    }

    const { body } = await trace(tables, paper.tick.id);

    expect(body).toMatchObject({ truncated: true });
    // The tick is not one of the entries that the journal has.
    expect(body).toHaveProperty('entries.length', 1_001);
  });

  it('returns at most the size of a response', async () => {
    const tables = new MemoryTables();
    const metadata = Object.fromEntries(Array.from({ length: 32 }, (_, n) => [`fact-${n}`, 'x'.repeat(256)]));
    for (let n = 0; n < 400; n += 1) {
      const id = uuidV5(ALPHA_PANDA, `signal ${n}`);
      writeJournal(tables, [{ ...paper.signal, id, data: { ...paper.signal.data, metadata } }]);
    }

    const { body } = await trace(tables, paper.tick.id);

    expect(body).toMatchObject({ truncated: true });
    expect(JSON.stringify(JSON.stringify(body)).length).toBeLessThan(5_000_000);
  });

  it('knows nothing of other ids', async () => {
    const unknown = uuidV5(ALPHA_PANDA, 'unknown');

    await expect(trace(journalOf(paper.events), unknown)).rejects.toMatchObject({ problem: 'NOT_FOUND' });
    await expect(trace(journalOf(paper.events), `${unknown}x`)).rejects.toMatchObject({
      problem: 'INVALID_REQUEST',
    });
  });
});
