import type { MasterStore } from '../../functions/instruments/ports.ts';
import { MemoryTables } from '../../localstack/backtest/memory-tables.ts';
import { HEAD_KEY, type MasterHead, masterHead } from '../../shared/market/master/head.ts';
import { readVersion } from '../../shared/market/master/reader.ts';

const TABLE = 'instrument-master';

/** The instrument master in memory, with counts of writes and a hook before each operation. */
export class MemoryMasterStore implements MasterStore {
  readonly tables = new MemoryTables();
  writes = 0;
  /** Called before each operation; a test may throw in it. */
  before: (operation: string) => void = () => {};

  async readHead(): Promise<MasterHead | undefined> {
    this.before('readHead');
    const item = this.tables.peek(TABLE, HEAD_KEY);
    return item === undefined ? undefined : masterHead.parse(item);
  }

  readRows: MasterStore['readRows'] = async (version, wanted) => {
    this.before('readRows');
    return readVersion(this.tables, version, wanted);
  };

  putPages: MasterStore['putPages'] = async (pages) => {
    for (const page of pages) {
      this.before('putPage');
      this.writes += 1;
      this.tables.put(TABLE, page);
    }
  };

  putHead: MasterStore['putHead'] = async (head, before) => {
    this.before('putHead');
    const now = this.tables.peek(TABLE, HEAD_KEY);
    if (now?.master_version !== before?.master_version) return false;
    this.writes += 1;
    this.tables.put(TABLE, { ...HEAD_KEY, ...head });
    return true;
  };
}
