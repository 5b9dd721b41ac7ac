import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SCOPES } from '../../../shared/events/brokers.ts';
import { EVENT_TYPES, type EventType } from '../../../shared/events/types.ts';
import { daysBack, JOURNAL_LISTS, listId, listIdOf } from '../../../shared/journal/lists.ts';
import { istDate } from '../../../shared/market/ist.ts';

const types = Object.keys(EVENT_TYPES) as EventType[];

describe('lists of the journal', () => {
  it('have an event under the day that India has at its time', () => {
    const at = (ts: string) => listIdOf({ broker: 'paper', type: 'order_filled', ts });

    expect(at('2026-03-02T18:29:59.999Z')).toBe('paper#orders#2026-03-02');
    expect(at('2026-03-02T18:30:00.000Z')).toBe('paper#orders#2026-03-03');
  });

  it('have every verdict, order, snapshot and action of an operator once, and nothing else', () => {
    const listed = types.filter(
      (type) => listIdOf({ broker: 'shared', type, ts: '2026-03-02T05:00:00.000Z' }) !== undefined,
    );

    expect(listed).toEqual([
      'validated_signal',
      'rejected_signal',
      'order_placed',
      'order_filled',
      'order_failed',
      'pnl_snapshot',
      'operator_action',
    ]);
    expect(new Set(Object.values(JOURNAL_LISTS).flat()).size).toBe(listed.length);
  });

  it('are read by the id that they are written by', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SCOPES),
        fc.integer({ min: 0, max: 4_000_000_000_000 }),
        (broker, at) => {
          const ts = new Date(at).toISOString();

          expect(listIdOf({ broker, type: 'pnl_snapshot', ts })).toBe(listId(broker, 'pnl', istDate(at)));
        },
      ),
    );
  });

  it('are looked for backwards, over the ends of months and years', () => {
    expect(daysBack('2028-03-01', 3)).toEqual(['2028-03-01', '2028-02-29', '2028-02-28']);
    expect(daysBack('2026-01-01', 2)).toEqual(['2026-01-01', '2025-12-31']);
  });
});
