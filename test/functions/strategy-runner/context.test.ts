import { describe, expect, it } from 'vitest';
import { loadStrategyRunnerContext } from '../../../functions/strategy-runner/context.ts';
import type { Item } from '../../../shared/ports/item.ts';
import type { TableReader } from '../../../shared/ports/table-reader.ts';
import { NIFTY } from './ticks.ts';

const item = (changes: Item = {}): Item => ({
  strategy_id: 'alpha',
  type: 'momentum',
  instruments: [NIFTY],
  is_active: true,
  version: 1,
  ...changes,
});

const unused = () => Promise.reject(new Error('not to be called'));

const setUp = (items: Item[]) => {
  const clock = { time: 1_000, now: () => clock.time };
  const scans: string[] = [];
  const tables: TableReader = {
    get: unused,
    getMany: unused,
    query: unused,
    page: unused,
    scan: (table) => {
      scans.push(table);
      return Promise.resolve([...items]);
    },
  };
  return { clock, scans, load: loadStrategyRunnerContext({ tables, clock }) };
};

describe('loadStrategyRunnerContext', () => {
  it('reads the strategies table', async () => {
    const { load, scans } = setUp([item()]);

    const { strategies } = await load([]);

    expect(strategies.accepted.map(({ strategy_id }) => strategy_id)).toEqual(['alpha']);
    expect(scans).toEqual(['strategies']);
  });

  it('refuses a clearance that is no boolean', async () => {
    const { load } = setUp([item({ zerodha_trading_enabled: 'yes' })]);

    const { strategies } = await load([]);

    expect(strategies.refused.map(({ strategy_id }) => strategy_id)).toEqual(['alpha']);
  });

  it('reads it once a second', async () => {
    const { load, scans, clock } = setUp([item()]);

    await load([]);
    clock.time += 999;
    await load([]);
    expect(scans.length).toBe(1);

    clock.time += 1;
    await load([]);
    expect(scans.length).toBe(2);
  });

  it('returns the same strategies for the same items in any order', async () => {
    const items = [item(), item({ strategy_id: 'bravo' })];
    const { load, clock } = setUp(items);

    const { strategies } = await load([]);
    items.reverse();
    clock.time += 1_000;

    expect((await load([])).strategies).toBe(strategies);
  });

  it('sees a change within a second', async () => {
    const items = [item()];
    const { load, clock } = setUp(items);

    await load([]);
    items.splice(0, 1, item({ version: 2 }));
    clock.time += 1_000;
    const { strategies } = await load([]);

    expect(strategies.accepted[0]?.version).toBe(2);
  });
});
