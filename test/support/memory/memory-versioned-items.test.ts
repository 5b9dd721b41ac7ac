import { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import { versionedItemsContract } from '../../shared/contracts/versioned-items.ts';
import { memoryVersionedItems } from './memory-versioned-items.ts';

const tables = new MemoryTables();

versionedItemsContract(
  () => memoryVersionedItems(tables),
  async (table, item) => tables.put(table, item),
);
