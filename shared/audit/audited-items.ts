import { PoisonError, TransientError } from '../errors.ts';
import type { Item } from '../ports/item.ts';
import type { Publisher } from '../ports/log.ts';
import { ProblemError } from '../ports/problems.ts';
import { keyOf, type TableName, tableDefinition } from '../ports/tables.ts';
import { refusalOf, requirementOf } from './authority.ts';
import { canonicalJson } from './canonical-json.ts';
import { type AuditEntry, changedItem, type ItemAddress, versionOf } from './change.ts';
import {
  PENDING_EVENTS,
  pendingRecords,
  pendingTexts,
  saysTheSame,
  unreadableIn,
  withoutPending,
} from './pending.ts';
import type { VersionedItems } from './versioned-items.ts';

/** An item as it stands. */
interface Found {
  /** With key and version, without pending events; undefined where there is none. */
  readonly item: Item | undefined;
  /** 0 where there is no item. */
  readonly version: number;
}

/**
 * What the caller believes to stand there: a version (0 for none), nothing at all, or anything, for what has to win
 * whatever others do: stopping.
 */
export type Expected = number | 'absent' | 'any';

/**
 * The item's attributes after a change, without key and version; undefined where there is nothing to change. It is
 * asked again where somebody else was first, and may throw a ProblemError to refuse.
 */
type Decide = (before: Item | undefined) => Item | undefined;

/** Items that people change, each change told in the audit trail. */
export interface AuditedItems {
  /** @throws TransientError when the table cannot be read */
  read(address: ItemAddress): Promise<Found>;
  /**
   * Changes an item and publishes what tells of it. The change stands once this resolves, the trail may follow later.
   * Nothing is changed where the login that it is made with does not hold any more.
   * @throws ProblemError `VERSION_MISMATCH`, `ALREADY_EXISTS`, `SESSION_NOT_FOUND`, `SESSION_EXPIRED`,
   *   `STEP_UP_REQUIRED`, and what
   *   `decide` throws
   * @throws TransientError when the table cannot be written
   */
  change(address: ItemAddress, entry: AuditEntry, expected: Expected, decide: Decide): Promise<Found>;
  /** Publishes what items still owe the trail, and gives them back without it: for lists. */
  publishPending(table: TableName, items: readonly Item[]): Promise<readonly Item[]>;
}

interface Parts {
  readonly items: VersionedItems;
  /** Bounded in time: nobody who stops trading waits for Kafka. */
  readonly publisher: Publisher;
  /** The `source` of the events. */
  readonly source: string;
  /** Is told of every change once it stands, before it is published. */
  readonly onChanged: (action: AuditEntry['action']) => void;
  /** Is told why something could not be published yet, or never can be. */
  readonly report: (thrown: unknown) => void;
}

/**
 * Tries against others who change the same item. Of those who try at once one gets its turn each time, so what has to
 * win may be tried by many; the others' version is gone after the first.
 */
const MAX_TRIES = 200;

/**
 * Characters of unpublished events that an item may carry; it holds 400 KB with all else. What stops trading gets
 * more: once stopped nothing can be started again before the trail is written, so its one change always fits.
 */
const ROOM = { changes: 150_000, stops: 200_000 } as const;

const refuseOther = (before: Item | undefined, expected: Expected): void => {
  if (expected === 'any') return;
  if (expected === 'absent') {
    if (before !== undefined)
      throw new ProblemError('ALREADY_EXISTS', 'choose another id, or change this one');
    return;
  }
  const version = versionOf(before);
  if (version === expected) return;
  throw new ProblemError(
    'VERSION_MISMATCH',
    `it has version ${version} and If-Match says ${expected}: read it again`,
  );
};

const refuseOverfull = (before: Item | undefined, expected: Expected): void => {
  const waiting = pendingTexts(before);
  const size = waiting.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (size <= (expected === 'any' ? ROOM.stops : ROOM.changes)) return;
  throw new TransientError(
    'TRAIL_OVERFULL',
    `${waiting.length} earlier changes of this item wait to be published; see why Kafka cannot be reached`,
  );
};

/**
 * The answer to the put may have been lost, and its repetition then lost the race against itself. Items say
 * who changed them and when, so one that says the same is ours, or as good as ours.
 */
const isOurs = (current: Item | undefined, next: Item): current is Item => {
  if (current === undefined) return false;
  if (saysTheSame(current, next)) return true;
  const mine = pendingTexts(next).at(-1);
  return mine !== undefined && pendingTexts(current).includes(mine);
};

const found = (item: Item | undefined): Found => ({
  item: item && withoutPending(item),
  version: versionOf(item),
});

/**
 * A table and a topic cannot be written at once. So an item carries the events of its own changes, written with it in
 * one conditional put, until they are published; whoever comes by next makes up for what a crash or an outage left.
 */
export const auditedItems = ({ items, publisher, source, onChanged, report }: Parts): AuditedItems => {
  const reportUnreadable = (table: TableName, item: Item | undefined): void => {
    const count = unreadableIn(item);
    if (count === 0) return;
    report(
      new PoisonError(
        'PENDING_UNREADABLE',
        `${count} pending events of ${table} ${canonicalJson(item && keyOf(tableDefinition(table), item))} are none that this version can tell: the trail does not have them`,
      ),
    );
  };

  const publish = async (table: TableName, changed: readonly Item[]): Promise<void> => {
    const unpublished = changed.filter((item) => Array.isArray(item[PENDING_EVENTS]));
    if (unpublished.length === 0) return;
    try {
      await publisher.publish(unpublished.flatMap(pendingRecords));
      for (const item of unpublished) {
        reportUnreadable(table, item);
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
          reportUnreadable(table, before);
          await publish(table, [next]);
          return found(next);
        }
        const current = result.current ?? (await items.get(table, key));
        if (isOurs(current, next)) {
          onChanged(entry.action);
          await publish(table, [current]);
          return found(next);
        }
        if (result.unmet !== undefined) throw refusalOf(entry.authority, result.unmet.item, entry.at);
        before = current;
      }
      throw new TransientError('ITEM_CONTENDED', `others changed this item ${MAX_TRIES} times in between`);
    },

    async publishPending(table, listed) {
      await publish(table, listed);
      return listed.map(withoutPending);
    },
  };
};
