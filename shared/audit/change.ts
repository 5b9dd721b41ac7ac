import type { Broker } from '../events/brokers.ts';
import { createEvent } from '../events/create.ts';
import { validateEvent } from '../events/decode.ts';
import { ALPHA_PANDA, type Uuid, uuidV5 } from '../events/ids.ts';
import { SHARED_TOPICS } from '../events/topics.ts';
import type { OperatorAction } from '../events/types.ts';
import type { Origin } from '../http/origin.ts';
import type { Item } from '../ports/item.ts';
import type { TableName } from '../ports/tables.ts';
import { type Authority, actorOf, type ProcessAuthority } from './authority.ts';
import { canonicalJson } from './canonical-json.ts';
import { differences } from './differences.ts';
import { PENDING_EVENTS, pendingTexts } from './pending.ts';

/** An item by its table and its key attributes. */
export interface ItemAddress {
  readonly table: TableName;
  readonly key: Item;
}

/** A change of an item, for the audit trail. */
export interface AuditEntry {
  readonly action: OperatorAction['action'];
  /** The changed object: a broker, a strategy id or a user id. */
  readonly subject: string;
  readonly broker?: Broker;
  /** User and session, or stop credential. */
  readonly authority: Authority;
  readonly origin: Origin;
  readonly reason?: string;
  /**
   * Whether the change of the item to its next attributes loosens a live control. Such a change needs a stepped-up
   * session. Defaults to false.
   */
  readonly loosens?: (before: Item | undefined, next: Item) => boolean;
  /** Attributes whose values the event contains. The others are left out, because they may be secrets. */
  readonly tells: readonly string[];
  /** Epoch milliseconds. */
  readonly at: number;
  /** Correlation id of the request. All its events form one trace. */
  readonly correlationId: Uuid;
}

/** A change by a user, or by a process. */
type AnyEntry = Omit<AuditEntry, 'authority' | 'loosens'> & {
  readonly authority: Authority | ProcessAuthority;
};

/** The largest version that an ETag can hold. */
const MAX_VERSION = 1e15 - 1;

/** The version of an item; 0 without an item or without a valid version. */
export const versionOf = (item: Item | undefined): number => {
  const version = item?.version;
  return typeof version === 'number' && Number.isInteger(version) && version >= 1 && version < MAX_VERSION
    ? version
    : 0;
};

const eventOf = (
  { table, key }: ItemAddress,
  before: Item | undefined,
  next: Item,
  entry: AnyEntry,
  source: string,
) => {
  const ts = new Date(entry.at).toISOString();
  const version = versionOf(next);
  // Includes the time, because a deleted item starts again at version 1.
  const id = uuidV5(ALPHA_PANDA, `${table}|${canonicalJson(key)}|${version}|${ts}`);
  const event = createEvent(
    SHARED_TOPICS.operatorActions,
    'operator_action',
    {
      action: entry.action,
      subject: entry.subject,
      ...(entry.broker !== undefined && { broker: entry.broker }),
      actor: actorOf(entry.authority, entry.origin),
      ...(entry.reason !== undefined && { reason: entry.reason }),
      subject_version: version,
      changes: differences(before, next, entry.tells),
      timestamp: ts,
    },
    { id, ts, source },
  );
  return validateEvent({ ...event, correlation_id: entry.correlationId });
};

/**
 * The item after a change: its next version with the pending event of the change. Pending events of earlier changes
 * remain before it.
 * @param content The attributes without key, version and pending events.
 * @throws PoisonError if the entry does not make a valid event
 */
export const changedItem = (
  address: ItemAddress,
  before: Item | undefined,
  content: Item,
  entry: AnyEntry,
  source: string,
): Item => {
  const next: Item = { ...content, ...address.key, version: versionOf(before) + 1 };
  const event = eventOf(address, before, next, entry, source);
  return { ...next, [PENDING_EVENTS]: [...pendingTexts(before), JSON.stringify(event)] };
};
