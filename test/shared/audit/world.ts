import { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import { auditedItems } from '../../../shared/audit/audited-items.ts';
import type { Authority } from '../../../shared/audit/authority.ts';
import type { AuditEntry, ItemAddress } from '../../../shared/audit/change.ts';
import type { VersionedItems } from '../../../shared/audit/versioned-items.ts';
import { TransientError } from '../../../shared/errors.ts';
import { decodeEvent } from '../../../shared/events/decode.ts';
import type { EventOf } from '../../../shared/events/envelope.ts';
import { ALPHA_PANDA, type Uuid, uuidV5 } from '../../../shared/events/ids.ts';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import type { Publisher } from '../../../shared/ports/log.ts';
import { CALLER, CALLER_SESSION, STEPPED_UP_SESSION } from '../../support/call-route.ts';
import { MemoryLog } from '../../support/memory/memory-log.ts';
import { memoryVersionedItems } from '../../support/memory/memory-versioned-items.ts';

export const NOW = Date.parse('2026-06-16T04:30:00.000Z');

export const SWITCH: ItemAddress = {
  table: 'controls',
  key: { broker: 'paper', control: 'kill_switch' },
};

export const requestId = (name: string | number): Uuid => uuidV5(ALPHA_PANDA, `request ${name}`);

/** With which changes are made here; `world` has the session. */
export const AUTHORITY: Authority = { userId: CALLER.user_id, sessionId: CALLER.session_id };

/** From where they are made. */
export const ORIGIN = { addressHash: 'k1.AAAAAAAAAAAAAAAAAAAAAA', userAgent: 'cli/1.0' } as const;

export const auditEntry = (change: Partial<AuditEntry> = {}): AuditEntry => ({
  action: 'kill_switch_engaged',
  subject: 'paper',
  broker: 'paper',
  authority: AUTHORITY,
  origin: ORIGIN,
  tells: ['engaged'],
  at: NOW,
  correlationId: requestId(1),
  ...change,
});

export const operatorActions = (log: MemoryLog): readonly EventOf<'operator_action'>[] =>
  log.read(SHARED_TOPICS.operatorActions.name).map(({ value }) => {
    const event = decodeEvent(value);
    if (event.type !== 'operator_action') throw new Error(event.type);
    return event;
  });

/** Tables and a log in memory, with a Kafka that can be down. */
export const world = () => {
  const tables = new MemoryTables();
  tables.put('sessions', STEPPED_UP_SESSION);
  const log = new MemoryLog({ now: () => NOW });
  const kafka = { down: false };
  const reported: unknown[] = [];
  const changes: AuditEntry['action'][] = [];
  const publisher: Publisher = {
    publish: async (records) => {
      if (kafka.down) throw new TransientError('KAFKA_PUBLISH_FAILED', 'Kafka is down');
      await log.publish(records);
    },
  };
  const items = memoryVersionedItems(tables);
  const auditedWith = (change: Partial<{ items: VersionedItems; publisher: Publisher }> = {}) =>
    auditedItems({
      items,
      publisher,
      source: 'test-api',
      onChanged: (action) => changes.push(action),
      report: (thrown) => reported.push(thrown),
      ...change,
    });
  /** As a logout does. */
  const endSession = (): void => tables.put('sessions', { ...CALLER_SESSION, state: 'ended' });
  const audited = auditedWith();
  return { endSession, tables, log, kafka, reported, changes, publisher, items, auditedWith, audited };
};
