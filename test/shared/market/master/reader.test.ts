import { describe, expect, it } from 'vitest';
import { MemoryTables } from '../../../../localstack/backtest/memory-tables.ts';
import { masterReader } from '../../../../shared/market/master/reader.ts';
import type { Item } from '../../../../shared/ports/item.ts';
import { MASTER_ROWS, putMaster } from '../../../support/master.ts';

const { infy, nifty, option } = MASTER_ROWS;

class CountingTables extends MemoryTables {
  gets = 0;
  readonly pages: Item[] = [];
  queries = 0;
  override async get(...[table, key]: Parameters<MemoryTables['get']>) {
    this.gets += 1;
    return super.get(table, key);
  }
  override async getMany(...[table, keys]: Parameters<MemoryTables['getMany']>) {
    this.pages.push(...keys);
    return super.getMany(table, keys);
  }
  override async query(...[table, key]: Parameters<MemoryTables['query']>) {
    this.queries += 1;
    return super.query(table, key);
  }
}

const reader = () => {
  const tables = new CountingTables();
  const clock = { at: 0, now: () => clock.at };
  const problems: string[] = [];
  const onBadItem = (...problem: readonly string[]) => problems.push(problem.join(' '));
  return { tables, clock, problems, master: masterReader(tables, clock, 60_000, onBadItem) };
};

describe('the reader of the instrument master', () => {
  it('knows no row before the first load', async () => {
    const { master } = reader();

    expect(await master.readHead()).toBeUndefined();
    expect(await master.readRow(408065)).toBeUndefined();
    expect(await master.readAll()).toEqual([]);
  });

  it('sees the first load a second after it, and asks no more often', async () => {
    const { tables, clock, master } = reader();
    await master.readHead();
    await master.readHead();
    expect(tables.gets).toBe(1);
    putMaster(tables, [infy]);

    clock.at = 1_000;

    expect(await master.readHead()).toMatchObject({ rows: 1 });
  });

  it('returns rows by token, and all of them', async () => {
    const { tables, master } = reader();
    putMaster(tables, [infy, nifty, option]);

    expect(await master.readHead()).toMatchObject({ day: '2026-11-27', rows: 3 });
    expect([...(await master.readRows([408065, 12345602, 7]))]).toEqual([
      [408065, infy],
      [12345602, option],
    ]);
    expect(await master.readAll()).toHaveLength(3);
  });

  it('reads the head once a minute, and a page once for each version', async () => {
    const { tables, clock, master } = reader();
    putMaster(tables, [infy]);
    for (const at of [0, 30_000, 59_999, 60_000, 61_000]) {
      clock.at = at;
      await master.readRows([408065, 7]);
    }

    expect(tables.gets).toBe(2);
    expect(tables.pages).toHaveLength(2);
  });

  it('returns the same list of all rows until another version counts', async () => {
    const { tables, clock, master } = reader();
    putMaster(tables, [infy]);
    const first = await master.readAll();
    expect(await master.readAll()).toBe(first);

    putMaster(tables, [infy, nifty], '2026-11-30');
    clock.at = 60_000;

    expect(await master.readAll()).toHaveLength(2);
    expect(tables.queries).toBe(2);
  });

  it('forgets a row that the next version does not have', async () => {
    const { tables, clock, master } = reader();
    putMaster(tables, [infy, option]);
    await master.readRow(12345602);
    putMaster(tables, [infy], '2026-12-30');
    clock.at = 60_000;

    expect(await master.readRow(12345602)).toBeUndefined();
  });

  it('ignores the pages of a version that no head names', async () => {
    const { tables, master } = reader();
    putMaster(tables, [infy], '2026-11-30');
    const newest = tables.peek('instrument-master', { version: 'current', page: 'head' });
    putMaster(tables, [infy, nifty], '2026-12-01');
    tables.put('instrument-master', newest ?? {});

    expect(await master.readRow(256265)).toBeUndefined();
  });

  it('reports a head of a later release and has no rows', async () => {
    const { tables, problems, master } = reader();
    putMaster(tables, [infy]);
    const head = tables.peek('instrument-master', { version: 'current', page: 'head' });
    tables.put('instrument-master', { ...head, version: 'current', page: 'head', format: 2 });

    expect(await master.readRow(408065)).toBeUndefined();
    expect(problems).toEqual([expect.stringMatching(/^instrument-master current head .*format/s)]);
  });

  it('reports a page that is malformed and keeps the others', async () => {
    const { tables, problems, master } = reader();
    putMaster(tables, [infy, nifty]);
    const head = await master.readHead();
    tables.put('instrument-master', { version: head?.master_version, page: '058', body: Uint8Array.of(9) });

    expect([...(await master.readRows([408065, 256265])).keys()]).toEqual([256265]);
    expect(problems).toEqual([expect.stringContaining('058')]);
  });

  it('reads all rows again after a failed read', async () => {
    const { tables, master } = reader();
    putMaster(tables, [infy]);
    const failing = { ...tables, query: () => Promise.reject(new Error('throttled')) };
    Object.assign(tables, { query: failing.query });
    await expect(master.readAll()).rejects.toThrow('throttled');
    Reflect.deleteProperty(tables, 'query');

    expect(await master.readAll()).toEqual([infy]);
  });
});
