import type { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import { isMet } from '../../../shared/audit/authority.ts';
import { canonicalJson } from '../../../shared/audit/canonical-json.ts';
import { PENDING_EVENTS, withoutPending } from '../../../shared/audit/pending.ts';
import type { VersionedItems } from '../../../shared/audit/versioned-items.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { keyOf, tableDefinition } from '../../../shared/ports/tables.ts';

const isUnchanged = (current: Item | undefined, before: Item | undefined): boolean =>
  (current === undefined) === (before === undefined) && current?.version === before?.version;

const withoutUndefined = (item: Item): Item =>
  Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));

/** Items of tables in memory, changed under the same conditions as the real ones. */
export const memoryVersionedItems = (tables: MemoryTables): VersionedItems => ({
  get: (table, key) => tables.get(table, key),

  async put(table, next, before, required) {
    const current = tables.peek(table, keyOf(tableDefinition(table), next));
    if (!isUnchanged(current, before)) {
      return current === undefined ? { saved: false } : { saved: false, current };
    }
    const holder = tables.peek(required.table, required.key);
    if (!isMet(required, holder)) return { saved: false, unmet: { item: holder } };
    tables.put(table, withoutUndefined(next));
    return { saved: true };
  },

  async clearPending(table, item) {
    const current = tables.peek(table, keyOf(tableDefinition(table), item));
    if (current === undefined || item[PENDING_EVENTS] === undefined) return;
    if (canonicalJson(current[PENDING_EVENTS]) !== canonicalJson(item[PENDING_EVENTS])) return;
    tables.put(table, withoutPending(current));
  },
});
