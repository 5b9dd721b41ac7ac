import { expect, it } from 'vitest';
import { strategyResolver } from '../../../functions/instruments/resolve-after-load.ts';
import type { Run } from '../../../functions/instruments/run.ts';
import { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import { AlphaPandaError, TransientError } from '../../../shared/errors.ts';
import { masterReader } from '../../../shared/market/master/reader.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { MASTER_ROWS, putMaster } from '../../support/master.ts';

const loadedBefore = (version: string): Run => ({ kind: 'loaded_before', version });

const setUp = () => {
  const tables = new MemoryTables();
  putMaster(tables, [MASTER_ROWS.infy]);
  tables.put('strategies', {
    ...{ strategy_id: 'alpha', instruments: [7], contracts: { 'NSE:GONE': 7 }, version: 1 },
  });
  const clock = new ManualClock();
  const counted: [string, number][] = [];
  let isDown = false;
  const resolve = strategyResolver({
    tables: {
      get: tables.get.bind(tables),
      scan: async (table) => {
        if (isDown) throw new TransientError('DYNAMO_UNREACHABLE', 'no answer');
        return tables.scan(table);
      },
    },
    master: masterReader(tables, clock, 0),
    clock,
    updateStrategy: async () => true,
    count: (metric, value) => counted.push([metric, value]),
  });
  return { resolve, counted, down: (is: boolean) => (isDown = is) };
};

it('resolves names once per version, and counts those that are not resolved', async () => {
  const { resolve, counted } = setUp();

  expect(await resolve(loadedBefore('one'))).toMatchObject([{ unresolved: ['NSE:GONE'] }]);
  expect(await resolve(loadedBefore('one'))).toEqual([]);
  expect(await resolve(loadedBefore('two'))).toHaveLength(1);
  expect(counted).toEqual([
    ['StrategyNamesUnresolved', 1],
    ['StrategyNamesUnresolved', 1],
  ]);
});

it('resolves nothing after a run that loaded nothing', async () => {
  const { resolve, counted } = setUp();

  expect(await resolve({ kind: 'no_trading_day' })).toEqual([]);
  expect(await resolve({ kind: 'failed', error: new AlphaPandaError('X', 'x') })).toEqual([]);
  expect(counted).toEqual([]);
});

it('resolves with the next run after a failure', async () => {
  const { resolve, down } = setUp();
  down(true);
  await expect(resolve(loadedBefore('one'))).rejects.toThrow('no answer');
  down(false);

  expect(await resolve(loadedBefore('one'))).toHaveLength(1);
});
