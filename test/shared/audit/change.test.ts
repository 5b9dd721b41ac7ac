import { describe, expect, it } from 'vitest';
import { auditEntryOf, signedBy } from '../../../shared/audit/audit-entry.ts';
import { changedItem, versionOf } from '../../../shared/audit/change.ts';
import {
  hasSameContent,
  pendingRecords,
  pendingTexts,
  withoutPending,
} from '../../../shared/audit/pending.ts';
import { PoisonError } from '../../../shared/errors.ts';
import { decodeEvent } from '../../../shared/events/decode.ts';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { CALLER } from '../../support/call-route.ts';
import { AUTHORITY, auditEntry, NOW, requestId, SWITCH } from './world.ts';

const engage = (before: Item | undefined, change: Parameters<typeof auditEntry>[0] = {}) =>
  changedItem(SWITCH, before, { engaged: true }, auditEntry(change), 'test-api');

const eventsIn = (item: Item) => pendingTexts(item).map((text) => decodeEvent(Buffer.from(text)));

describe('a changed item', () => {
  it('has the next version, its key and its attributes', () => {
    const first = engage(undefined);

    expect(first).toMatchObject({ broker: 'paper', control: 'kill_switch', engaged: true, version: 1 });
    expect(engage(first)).toMatchObject({ version: 2 });
  });

  it('carries the event of the change', () => {
    const [event] = eventsIn(engage({ ...SWITCH.key, engaged: false, version: 6 }, { reason: 'drill' }));

    expect(event).toMatchObject({
      correlation_id: requestId(1),
      causation_id: null,
      type: 'operator_action',
      ts: '2026-06-16T04:30:00.000Z',
      key: 'paper',
      source: 'test-api',
      data: {
        action: 'kill_switch_engaged',
        subject: 'paper',
        broker: 'paper',
        actor: CALLER,
        reason: 'drill',
        subject_version: 7,
        changes: [{ field: 'engaged', before: 'false', after: 'true' }],
        timestamp: '2026-06-16T04:30:00.000Z',
      },
    });
  });

  it('carries pending events of earlier changes first', () => {
    const second = engage(engage(undefined), { correlationId: requestId(2) });

    expect(eventsIn(second).map(({ correlation_id }) => correlation_id)).toEqual([
      requestId(1),
      requestId(2),
    ]);
  });

  it('has an event whose id follows from key, version and time', () => {
    const [id] = eventsIn(engage(undefined)).map((event) => event.id);
    const [again] = eventsIn(engage(undefined, { correlationId: requestId(2) })).map((event) => event.id);
    const [later] = eventsIn(engage(undefined, { at: NOW + 1 })).map((event) => event.id);
    const [next] = eventsIn(engage({ ...SWITCH.key, version: 1 })).map((event) => event.id);
    const other = { ...SWITCH, key: { broker: 'zerodha', control: 'kill_switch' } };
    const [elsewhere] = eventsIn(changedItem(other, undefined, {}, auditEntry(), 'x')).map(
      (event) => event.id,
    );

    expect(again).toBe(id);
    expect(new Set([id, later, next, elsewhere]).size).toBe(4);
  });

  it('rejects an audit entry that no valid event can hold', () => {
    expect(() => engage(undefined, { reason: 'x'.repeat(1_025) })).toThrow(PoisonError);
    expect(() => engage(undefined, { authority: { ...AUTHORITY, userId: '' } })).toThrow(PoisonError);
  });

  it('cannot have another key or version by its content', () => {
    const content = { broker: 'zerodha', version: 99, pending_events: ['x'] };

    const item = changedItem(SWITCH, undefined, content, auditEntry(), 'test-api');

    expect(item).toMatchObject({ broker: 'paper', version: 1 });
    expect(eventsIn(item)).toHaveLength(1);
  });
});

describe('the version of an item', () => {
  it.each([
    [undefined, 0],
    [{}, 0],
    [{ version: 1 }, 1],
    [{ version: 41 }, 41],
    [{ version: '3' }, 0],
    [{ version: 1.5 }, 0],
    [{ version: -1 }, 0],
    [{ version: 1e300 }, 0],
    [{ version: Number.NaN }, 0],
  ])('%o is %d', (item, version) => {
    expect(versionOf(item)).toBe(version);
  });
});

describe('pending events', () => {
  it('are records of the topic of operators, as they were written, under the key of the subject', () => {
    const item = engage(undefined);

    expect(pendingRecords(item)).toEqual([
      {
        topic: SHARED_TOPICS.operatorActions.name,
        key: 'paper',
        value: pendingTexts(item)[0],
        headers: [],
      },
    ]);
  });

  it.each([
    ['text', 'not a list'],
    ['a number', 7],
    ['things that are no events', ['{}', 'x', '', 5, null, { a: 1 }, '{"type":"operator_action"}']],
  ])('that a person put there are passed over: %s', (_, pending_events) => {
    const item = { ...SWITCH.key, pending_events };

    expect(pendingRecords(item)).toEqual([]);
    expect(eventsIn(engage(item))).toHaveLength(1);
  });

  it('are not attributes of the item', () => {
    const item = engage(undefined);

    expect(withoutPending(item)).not.toHaveProperty('pending_events');
    expect(hasSameContent(item, withoutPending(item))).toBe(true);
    expect(hasSameContent(item, { ...item, engaged: false })).toBe(false);
  });
});

describe('auditEntryOf', () => {
  const call = {
    caller: { userId: 'DEMO01', sessionId: requestId('login'), role: 'owner' as const },
    correlationId: requestId(1),
    now: NOW,
    origin: { addressHash: 'k1.AAAAAAAAAAAAAAAAAAAAAA', userAgent: 'cli/1.0' },
  };

  it('copies caller, session, correlation id and time from the call', () => {
    expect(auditEntryOf(call, { action: 'strategy_enabled', subject: 'alpha', tells: [] })).toEqual({
      action: 'strategy_enabled',
      subject: 'alpha',
      tells: [],
      authority: { userId: 'DEMO01', sessionId: requestId('login') },
      origin: call.origin,
      at: NOW,
      correlationId: requestId(1),
    });
    expect(signedBy(call)).toEqual({ by: 'DEMO01', at: '2026-06-16T04:30:00.000Z' });
  });
});
