import { PoisonError, TransientError } from '../errors.ts';
import type { Item } from '../ports/item.ts';
import type { Publisher } from '../ports/log.ts';
import { ProblemError } from '../ports/problems.ts';
import { keyOf, type TableName, tableDefinition } from '../ports/tables.ts';
import { refusalOf, requirementOf } from './authority.ts';
import { canonicalJson } from './canonical-json.ts';
import { type AuditEntry, changedItem, type ItemAddress, versionOf } from './change.ts';
import {
  countUndecodable,
  hasSameContent,
  PENDING_EVENTS,
  pendingRecords,
  pendingTexts,
  withoutPending,
} from './pending.ts';
import type { VersionedItems } from './versioned-items.ts';

/** The current state of an item. */
interface Found {
  /** With key and version, without pending events. */
  readonly item: Item | undefined;
  /** 0 where there is no item. */
  readonly version: number;
}

/**
 * The version that the caller expects: a number (0 for no item), `absent`, or `any`. A stop expects `any`, so that it
 * overrides concurrent changes.
 */
export type Expected = number | 'absent' | 'any';

/**
 * Returns the attributes after a change, without key and version; undefined to change nothing. It is called again after
 * a lost race, and may throw a ProblemError to refuse.
 */
type Decide = (before: Item | undefined) => Item | undefined;

/** Items that users change. Each change has an event in the audit trail. */
export interface AuditedItems {
  /** @throws TransientError when the table cannot be read */
  read(address: ItemAddress): Promise<Found>;
  /**
   * Changes an item and publishes its audit event. When this resolves the change is saved; its event may follow later.
   * An ended session changes nothing.
   * @throws ProblemError `VERSION_MISMATCH`, `ALREADY_EXISTS`, `SESSION_NOT_FOUND`, `SESSION_EXPIRED`,
   *   `STEP_UP_REQUIRED`, and errors of `decide`
   * @throws TransientError if the table cannot be written
   */
  change(address: ItemAddress, entry: AuditEntry, expected: Expected, decide: Decide): Promise<Found>;
  /** Publishes the pending events of items and returns the items without them. For lists. */
  publishPending(table: TableName, items: readonly Item[]): Promise<readonly Item[]>;
}

interface Parts {
  readonly items: VersionedItems;
  /** Bounded in time, so that a stop does not wait for Kafka. */
  readonly publisher: Publisher;
  /** The `source` of the events. */
  readonly source: string;
  /** Called after a change is saved, before its event is published. */
  readonly onChanged: (action: AuditEntry['action']) => void;
  /** Receives the reason why an event was not published. */
  readonly report: (thrown: unknown) => void;
}

/**
 * Attempts per change. In each round of concurrent writers one succeeds. Writers that expect a version fail after the
 * first round, so only stops retry, and many of them may run at once.
 */
const MAX_TRIES = 200;

/**
 * Bytes of pending events in an item, whose total limit is 400 KB. Stops get more room. After a stop nothing can be
 * started before the events are published, so its one change always fits.
 */
const ROOM = { changes: 150_000, stops: 200_000 } as const;

const refuseOther = (before: Item | undefined, expected: Expected): void => {
  if (expected === 'any') return;
  if (expected === 'absent') {
    if (before !== undefined) {
      throw new ProblemError('ALREADY_EXISTS', 'choose another id, or update the existing item');
    }
    return;
  }
  const version = versionOf(before);
  if (version === expected) return;
  throw new ProblemError(
    'VERSION_MISMATCH',
    `the current version is ${version}, and If-Match names ${expected}: read it again`,
  );
};

const refuseOverfull = (before: Item | undefined, expected: Expected): void => {
  const waiting = pendingTexts(before);
  const size = waiting.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (size <= (expected === 'any' ? ROOM.stops : ROOM.changes)) return;
  throw new TransientError(
    'TRAIL_OVERFULL',
    `${waiting.length} earlier changes of this item are not published: check why Kafka is unreachable`,
  );
};

/**
 * Whether the current item is the result of this change. If the response to the put was lost, the SDK's retry loses the
 * race against the first attempt. Items contain user and time of the change, so equal content identifies it.
 */
const isSameChange = (current: Item | undefined, next: Item): current is Item => {
  if (current === undefined) return false;
  if (hasSameContent(current, next)) return true;
  const mine = pendingTexts(next).at(-1);
  return mine !== undefined && pendingTexts(current).includes(mine);
};

const found = (item: Item | undefined): Found => ({
  item: item && withoutPending(item),
  version: versionOf(item),
});

/**
 * A table and a topic cannot be written in one transaction. Each item therefore holds the events of its changes,
 * written in the same conditional put, until they are published. The next access publishes events that a crash or an
 * outage left.
 */
export const auditedItems = ({ items, publisher, source, onChanged, report }: Parts): AuditedItems => {
  const reportUndecodable = (table: TableName, item: Item | undefined): void => {
    const count = countUndecodable(item);
    if (count === 0) return;
    report(
      new PoisonError(
        'PENDING_UNREADABLE',
        `${count} pending events of ${table} ${canonicalJson(item && keyOf(tableDefinition(table), item))} cannot be decoded by this version and are missing in the audit trail`,
      ),
    );
  };

  const publish = async (table: TableName, changed: readonly Item[]): Promise<void> => {
    const unpublished = changed.filter((item) => Array.isArray(item[PENDING_EVENTS]));
    if (unpublished.length === 0) return;
    try {
      await publisher.publish(unpublished.flatMap(pendingRecords));
      for (const item of unpublished) {
        reportUndecodable(table, item);
        await items.clearPending(table, item);
      }
    } catch (thrown) {
      report(thrown);
    }
  };

  return {
    async read({ table, key }) {
      const item = await items.get(table, key);
      if (item !== undefined) await publish(table, [item]);
      return found(item);
    },

    async change(address, entry, expected, decide) {
      const { table, key } = address;
      let before = await items.get(table, key);
      for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
        refuseOther(before, expected);
        const content = decide(before && withoutPending(before));
        if (content === undefined) {
          if (before !== undefined) await publish(table, [before]);
          return found(before);
        }
        refuseOverfull(before, expected);
        const next = changedItem(address, before, content, entry, source);
        const result = await items.put(
          table,
          next,
          before,
          requirementOf(entry.authority, entry.at, entry.loosens?.(before, content)),
        );
        if (result.saved) {
          onChanged(entry.action);
          reportUndecodable(table, before);
          await publish(table, [next]);
          return found(next);
        }
        const current = result.current ?? (await items.get(table, key));
        if (isSameChange(current, next)) {
          onChanged(entry.action);
          await publish(table, [current]);
          return found(next);
        }
        if (result.unmet !== undefined) throw refusalOf(entry.authority, result.unmet.item, entry.at);
        before = current;
      }
      throw new TransientError('ITEM_CONTENDED', `the item was changed concurrently ${MAX_TRIES} times`);
    },

    async publishPending(table, listed) {
      await publish(table, listed);
      return listed.map(withoutPending);
    },
  };
};
