import { describe, expect, it } from 'vitest';
import { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import { instrumentLookup } from '../../../shared/market/instrument-lookup.ts';
import type { Item } from '../../../shared/ports/item.ts';

const NIFTY = {
  instrument_token: 256265,
  tradingsymbol: 'NIFTY 50',
  exchange: 'NSE',
  segment: 'INDICES',
  tick_size: 0.05,
  lot_size: 65,
};

class CountingTables extends MemoryTables {
  readonly asked: Item[] = [];
  override async getMany(table: Parameters<MemoryTables['getMany']>[0], keys: readonly Item[]) {
    this.asked.push(...keys);
    return super.getMany(table, keys);
  }
}

const lookup = (onBadItem?: (table: string, key: string, problem: string) => void) => {
  const tables = new CountingTables();
  const clock = { at: 0, now: () => clock.at };
  return { tables, clock, find: instrumentLookup(tables, clock, 1_000, onBadItem) };
};

describe('the instrument lookup', () => {
  it('asks again when the clock was set back', async () => {
    const { tables, clock, find } = lookup();
    tables.put('instruments', NIFTY);
    clock.at = 3_600_000;
    await find([256265]);
    clock.at = 0;

    await find([256265]);

    expect(tables.asked).toHaveLength(2);
  });

  it('reads an instrument once until its age limit', async () => {
    const { tables, clock, find } = lookup();
    tables.put('instruments', NIFTY);

    await find([256265, 256265]);
    clock.at = 999;
    await find([256265]);
    expect(tables.asked).toHaveLength(1);
    clock.at = 1_000;
    const found = await find([256265]);

    expect(tables.asked).toHaveLength(2);
    expect(found.get(256265)).toEqual(NIFTY);
  });

  it('sees a new instrument at once', async () => {
    const { tables, find } = lookup();
    expect((await find([256265])).size).toBe(0);

    tables.put('instruments', NIFTY);

    expect((await find([256265])).get(256265)).toEqual(NIFTY);
  });

  it('leaves a malformed item out, reports it, and finds the others', async () => {
    const bad: string[] = [];
    const { tables, find } = lookup((table, key) => bad.push(`${table}/${key}`));
    tables.put('instruments', NIFTY);
    tables.put('instruments', { ...NIFTY, instrument_token: 265, tick_size: 0 });

    const found = await find([256265, 265]);

    expect([...found.keys()]).toEqual([256265]);
    expect(bad).toEqual(['instruments/265']);
  });

  it('drops one that was removed when it is old', async () => {
    const { tables, clock, find } = lookup();
    tables.put('instruments', NIFTY);
    await find([256265]);
    tables.remove('instruments', { instrument_token: 256265 });

    clock.at = 1_000;

    expect((await find([256265])).size).toBe(0);
  });
});
