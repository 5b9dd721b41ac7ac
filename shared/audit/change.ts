import type { Broker } from '../events/brokers.ts';
import { createEvent } from '../events/create.ts';
import { validateEvent } from '../events/decode.ts';
import { ALPHA_PANDA, type Uuid, uuidV5 } from '../events/ids.ts';
import { SHARED_TOPICS } from '../events/topics.ts';
import type { OperatorAction } from '../events/types.ts';
import type { Origin } from '../http/origin.ts';
import type { Item } from '../ports/item.ts';
import type { TableName } from '../ports/tables.ts';
import { type Authority, actorOf } from './authority.ts';
import { canonicalJson } from './canonical-json.ts';
import { differences } from './differences.ts';
import { PENDING_EVENTS, pendingTexts } from './pending.ts';

/** An item by its table and its key attributes. */
export interface ItemAddress {
  readonly table: TableName;
  readonly key: Item;
}

/** What a person does to an item, as the audit trail is to tell it. */
export interface AuditEntry {
  readonly action: OperatorAction['action'];
  /** What it is done to: a broker, a strategy's id, a user's id. */
  readonly subject: string;
  readonly broker?: Broker;
  /** Who does it, and in which right. */
  readonly authority: Authority;
  readonly origin: Origin;
  readonly reason?: string;
  /**
   * Whether the change, from an item to its next attributes, loosens what is live: then the login has to have shown
   * its second factor. Left out: it never does.
   */
  readonly loosens?: (before: Item | undefined, next: Item) => boolean;
  /** The attributes whose values may be told. The others stay unsaid, so that no secret comes into the trail. */
  readonly tells: readonly string[];
  /** Epoch milliseconds. */
  readonly at: number;
  /** Of the request: everything that it brought about is one story. */
  readonly correlationId: Uuid;
}

/** As many digits as an ETag has. */
const MAX_VERSION = 1e15 - 1;

/** The version of an item; 0 where there is no item, or one that somebody wrote by hand without a usable one. */
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
  entry: AuditEntry,
  source: string,
) => {
  const ts = new Date(entry.at).toISOString();
  const version = versionOf(next);
  // With the time, because an item that was deleted begins again at version 1.
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
 * The item after a change: the next version, which carries the event that tells of it until that is published.
 * Events of earlier changes that are still unpublished go along, so that they come first.
 * @param content The attributes beside key, version and pending events.
 * @throws PoisonError when the entry cannot be told in a valid event.
 */
export const changedItem = (
  address: ItemAddress,
  before: Item | undefined,
  content: Item,
  entry: AuditEntry,
  source: string,
): Item => {
  const next: Item = { ...content, ...address.key, version: versionOf(before) + 1 };
  const event = eventOf(address, before, next, entry, source);
  return { ...next, [PENDING_EVENTS]: [...pendingTexts(before), JSON.stringify(event)] };
};
