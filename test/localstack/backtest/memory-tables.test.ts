import { describe, expect, it } from 'vitest';
import { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import { tablesContract } from '../../shared/contracts/tables.ts';

describe('MemoryTables', () => {
  tablesContract(() => new MemoryTables());

  it('are edited as a person edits a table: what is put is there, what is removed is gone', async () => {
    const tables = new MemoryTables();
    const key = { broker: 'paper', control: 'limits' };

    tables.put('controls', { ...key, max_daily_trades: 10 });
    expect(await tables.get('controls', key)).toEqual({ ...key, max_daily_trades: 10 });

    tables.remove('controls', key);
    expect(await tables.get('controls', key)).toBeUndefined();
  });
});
