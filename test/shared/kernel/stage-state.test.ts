import { describe, expect, it } from 'vitest';
import { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import { encodeCheckpoint } from '../../../shared/kernel/checkpoint.ts';
import { readStageState } from '../../../shared/kernel/stage-state.ts';

const PORTFOLIO = 'paper.portfolio-manager';

const setUp = () => {
  const tables = new MemoryTables();
  const put = (state: unknown, stage: string = PORTFOLIO) =>
    tables.put('checkpoints', {
      checkpoint_id: `${stage}#0`,
      body: encodeCheckpoint({
        ...{ epoch: 1, positions: {}, origins: {}, partitionCounts: {}, givenUp: {}, outboxes: {} },
        state,
        turn: undefined,
      }),
    });
  return { tables, put, read: readStageState(tables) };
};

describe('the state of another stage', () => {
  it('is undefined before its first save', async () => {
    expect(await setUp().read(PORTFOLIO)).toBeUndefined();
  });

  it('is that of its newest checkpoint, also where two stages are read in turns', async () => {
    const { put, read } = setUp();
    put({ fills: 1 });
    put({ orders: 7 }, 'paper.risk-manager');

    expect(await read(PORTFOLIO)).toEqual({ fills: 1 });
    expect(await read('paper.risk-manager')).toEqual({ orders: 7 });
    put({ fills: 2 });
    expect(await read(PORTFOLIO)).toEqual({ fills: 2 });
  });

  it('is decoded once while the checkpoint does not change', async () => {
    const { put, read } = setUp();
    put({ fills: 1 });
    const first = await read(PORTFOLIO);
    put({ fills: 1 });

    expect(await read(PORTFOLIO)).toBe(first);
  });

  it.each([undefined, 'text', Buffer.from('nonsense')])(
    'is refused in an unreadable body: %s',
    async (body) => {
      const { tables, read } = setUp();
      tables.put('checkpoints', { checkpoint_id: `${PORTFOLIO}#0`, ...(body !== undefined && { body }) });

      await expect(read(PORTFOLIO)).rejects.toMatchObject({ code: 'CHECKPOINT_UNREADABLE' });
    },
  );
});
