import { MemoryTables } from '../../../shared/memory/memory-tables.ts';
import { memoryVersionedItems } from '../../../shared/memory/memory-versioned-items.ts';
import { versionedItemsContract } from '../contracts/versioned-items.ts';

const tables = new MemoryTables();

versionedItemsContract(
  () => memoryVersionedItems(tables),
  async (table, item) => tables.put(table, item),
);
