import { describe, expect, it } from 'vitest';
import { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import { instrumentLookup } from '../../../shared/market/instrument-lookup.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { MASTER_ROWS, putMaster } from '../../support/master.ts';

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

describe('the instrument lookup with an instrument master', () => {
  const { infy, option } = MASTER_ROWS;

  it("returns the broker's row for a token without an item", async () => {
    const { tables, find } = lookup();
    putMaster(tables, [infy, option]);

    expect([...(await find([408065, 12345602, 7]))]).toEqual([
      [408065, infy.instrument],
      [12345602, option.instrument],
    ]);
  });

  it('lays what the user set over the row, and no other field of the item', async () => {
    const { tables, find } = lookup();
    putMaster(tables, [infy]);
    const users = {
      ...{ freeze_quantity: 500, closing_auction: false, multiplier: 2, underlying_token: 9 },
      ...{ series: 'BE', product: 'CNC', slippage_ticks: 3, slippage_basis_points: 4 },
    };
    tables.put('instruments', { ...infy.instrument, tick_size: 5, lot_size: 7, ...users });

    expect((await find([408065])).get(408065)).toEqual({ ...infy.instrument, ...users });
  });

  it('keeps what the user set of a share that has a new name', async () => {
    const { tables, find } = lookup();
    putMaster(tables, [infy]);
    tables.put('instruments', { ...infy.instrument, tradingsymbol: 'INFOSYSTCH', product: 'CNC' });

    expect((await find([408065])).get(408065)).toEqual({ ...infy.instrument, product: 'CNC' });
  });

  it('never mixes the contract that a token had with the one that it has', async () => {
    const { tables, find } = lookup();
    putMaster(tables, [option]);
    tables.put('instruments', {
      ...option.instrument,
      ...{ tradingsymbol: 'NIFTY26NOV26000PE', expiry: '2026-11-24', strike: 26_000, option_type: 'PE' },
      ...{ freeze_quantity: 65, product: 'MIS' },
    });

    expect((await find([12345602])).get(12345602)).toEqual(option.instrument);
  });

  it('returns the item alone where it is of a later contract than the row', async () => {
    const { tables, find } = lookup();
    putMaster(tables, [option]);
    const later = { ...option.instrument, tradingsymbol: 'NIFTY27JAN24000CE', expiry: '2027-01-26' };
    tables.put('instruments', later);

    expect((await find([12345602])).get(12345602)).toEqual(later);
  });

  it('returns the item of an instrument that the load does not have', async () => {
    const { tables, find } = lookup();
    putMaster(tables, [infy]);
    tables.put('instruments', NIFTY);

    expect((await find([256265])).get(256265)).toEqual(NIFTY);
  });

  it('does not know an instrument whose item is malformed, because what the user set is not known', async () => {
    const bad: string[] = [];
    const { tables, find } = lookup((table, key) => bad.push(`${table}/${key}`));
    putMaster(tables, [infy]);
    tables.put('instruments', { ...infy.instrument, freeze_quantity: 'five hundred' });

    expect((await find([408065])).size).toBe(0);
    expect(bad).toEqual(['instruments/408065']);
  });

  it('sees a token that means another instrument since the next load', async () => {
    const { tables, clock, find } = lookup();
    putMaster(tables, [option]);
    await find([12345602]);
    const next = {
      instrument: { ...option.instrument, tradingsymbol: 'NIFTY27JAN24000CE', expiry: '2027-01-26' },
    };
    putMaster(tables, [next], '2026-12-30');

    clock.at = 1_000;

    expect((await find([12345602])).get(12345602)).toEqual(next.instrument);
  });

  it('reads no page again while the version counts', async () => {
    const { tables, clock, find } = lookup();
    putMaster(tables, [infy]);
    for (clock.at = 0; clock.at < 10_000; clock.at += 1_000) await find([408065]);

    expect(tables.asked.filter(({ page }) => page !== undefined)).toHaveLength(1);
  });
});
