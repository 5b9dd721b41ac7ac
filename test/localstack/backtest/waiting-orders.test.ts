import { expect, it } from 'vitest';
import { strategyRunner } from '../../../functions/strategy-runner/stage.ts';
import { strategySet } from '../../../functions/strategy-runner/strategy-set.ts';
import { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import { countWaitingOrders, STRATEGY_RUNNER } from '../../../localstack/backtest/waiting-orders.ts';
import { checkpointIdOf, encodeCheckpoint } from '../../../shared/kernel/checkpoint.ts';
import { tick, tickEvent } from '../../support/records.ts';
import { RELIANCE, seedOf } from './fixtures.ts';

it('counts the orders that wait in the checkpoints of all partitions', async () => {
  const strategies = strategySet(
    seedOf(1).flatMap(({ table, item }) => (table === 'strategies' ? [item] : [])),
  );
  const stage = strategyRunner({ orderLatencyMs: 250 });
  const state = stage.initial();
  stage.reduce(state, tickEvent(tick({ instrument_token: RELIANCE })), {
    ...{ strategies, brokers: ['paper'], now: undefined },
  });
  const tables = new MemoryTables();
  for (const partition of [0, 3]) {
    tables.put('checkpoints', {
      checkpoint_id: checkpointIdOf(STRATEGY_RUNNER, partition),
      body: encodeCheckpoint({
        ...{ epoch: 0, positions: {}, origins: {}, partitionCounts: {}, givenUp: {}, outboxes: {} },
        ...{ turn: undefined, state: stage.codec.encode(state) },
      }),
    });
  }

  expect(await countWaitingOrders(tables)).toBe(2);
});
