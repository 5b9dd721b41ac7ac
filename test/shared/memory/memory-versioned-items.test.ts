import { MemoryTables } from '../../../shared/memory/memory-tables.ts';
import { memoryVersionedItems } from '../../../shared/memory/memory-versioned-items.ts';
import { versionedItemsContract } from '../contracts/versioned-items.ts';

versionedItemsContract(() => memoryVersionedItems(new MemoryTables()));
