import { expect, test } from 'vitest';
import { MemoryTables } from '../../../../localstack/backtest/memory-tables.ts';
import { masterReader } from '../../../../shared/market/master/reader.ts';
import { loadedMaster } from '../../../../shared/market/search/loaded-master.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { MASTER_ROWS, putMaster } from '../../../support/master.ts';

test('before the first load the problem says how to load instruments, and after it the head is given', async () => {
  const tables = new MemoryTables();
  const master = masterReader(tables, new ManualClock(), 0);

  await expect(loadedMaster(master)).rejects.toMatchObject({
    problem: 'NOT_CONFIGURED',
    message: expect.stringContaining('08:35 IST'),
  });

  putMaster(tables, [MASTER_ROWS.infy], '2026-11-30');
  expect(await loadedMaster(master)).toMatchObject({ day: '2026-11-30', rows: 1 });
});
