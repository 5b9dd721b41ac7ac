import { describe, expect, it } from 'vitest';
import {
  RESOLVED_ATTRIBUTES,
  resolveStrategies,
  type UpdateStrategy,
} from '../../../functions/instruments/resolve-strategies.ts';
import { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import { pendingRecords } from '../../../shared/audit/pending.ts';
import { masterReader } from '../../../shared/market/master/reader.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { MASTER_ROWS, putMaster } from '../../support/master.ts';

const { infy, nifty, option } = MASTER_ROWS;
const INFY = infy.instrument.instrument_token;
const MOVED = { ...infy, instrument: { ...infy.instrument, instrument_token: 999_937 } };
const REUSED = {
  instrument: { ...option.instrument, tradingsymbol: 'NIFTY27FEB24000CE', expiry: '2027-02-23' },
};

/** The loader beside a table of strategies, after a load with these rows. */
const loader = () => {
  const tables = new MemoryTables();
  const clock = new ManualClock(Date.parse('2026-11-30T03:05:00Z'));
  let beforeWrite = () => {};
  const writes: Item[] = [];
  const updateStrategy: UpdateStrategy = async (next, before) => {
    beforeWrite();
    const current = tables.peek('strategies', { strategy_id: before.strategy_id });
    if (current?.version !== before.version) return false;
    const changed = Object.fromEntries(RESOLVED_ATTRIBUTES.map((name) => [name, next[name]]));
    tables.put('strategies', { ...current, ...changed });
    writes.push(next);
    return true;
  };
  const master = masterReader(tables, clock, 0);
  return {
    ...{ tables, writes },
    load: (rows: Parameters<typeof putMaster>[1]) => putMaster(tables, rows, '2026-11-30'),
    put: (change: Item = {}) =>
      tables.put('strategies', {
        ...{ strategy_id: 'alpha', type: 'rsi', instruments: [INFY], contracts: { 'NSE:INFY': INFY } },
        ...{ parameters: { quantity: 5 }, is_active: true, zerodha_trading_enabled: true, version: 3 },
        ...{ by: 'DEMO01', at: '2026-11-01T04:00:00.000Z' },
        ...change,
      }),
    item: () => tables.peek('strategies', { strategy_id: 'alpha' }),
    resolve: () => resolveStrategies({ tables, master, clock, updateStrategy }),
    interrupt: (act: () => void) => {
      beforeWrite = () => {
        beforeWrite = () => {};
        act();
      };
    },
  };
};

describe('strategies after a load', () => {
  it('are left alone while their names keep their tokens', async () => {
    const { load, put, item, writes, resolve } = loader();
    load([infy, nifty]);
    put();

    expect(await resolve()).toEqual([]);
    expect([writes, item()?.version]).toEqual([[], 3]);
  });

  it('get the new token of a name, with a version and an audit entry, and keep all else', async () => {
    const { load, put, item, resolve } = loader();
    load([MOVED]);
    put();
    const before = item();

    expect(await resolve()).toEqual([
      { strategy_id: 'alpha', moved: ['NSE:INFY'], unresolved: [], dropped: [] },
    ]);

    const after = item() ?? {};
    expect(after).toEqual({
      ...before,
      instruments: [999_937],
      contracts: { 'NSE:INFY': 999_937 },
      version: 4,
      by: 'instruments',
      at: '2026-11-30T03:05:00.000Z',
      pending_events: [expect.any(String)],
    });
    const [record] = pendingRecords(after);
    expect(JSON.parse(String(record?.value))).toMatchObject({
      type: 'operator_action',
      source: 'instruments',
      data: {
        action: 'strategy_updated',
        subject: 'alpha',
        subject_version: 4,
        actor: { user_id: 'instruments' },
        reason: 'names resolved in the instruments of 2026-11-30',
        changes: [{ field: 'instruments', before: `[${INFY}]`, after: '[999937]' }, { field: 'contracts' }],
      },
    });
  });

  it('are resolved once: the second run changes nothing', async () => {
    const { load, put, item, resolve } = loader();
    load([MOVED]);
    put();
    await resolve();

    expect(await resolve()).toEqual([]);
    expect(item()?.version).toBe(4);
  });

  it('keep a name that is not listed any more, and it is told with every load', async () => {
    const { load, put, item, resolve } = loader();
    load([nifty]);
    put();

    for (const _ of [1, 2]) {
      expect(await resolve()).toEqual([
        { strategy_id: 'alpha', moved: [], unresolved: ['NSE:INFY'], dropped: [] },
      ]);
    }
    expect(item()).toMatchObject({ instruments: [INFY], version: 3 });
  });

  it('no longer run on a token that is of another contract', async () => {
    const { load, put, item, resolve } = loader();
    const token = option.instrument.instrument_token;
    load([infy, REUSED]);
    put({ instruments: [token, INFY], contracts: { 'NFO:NIFTY26DEC24000CE': token, 'NSE:INFY': INFY } });

    expect(await resolve()).toMatchObject([{ dropped: ['NFO:NIFTY26DEC24000CE'] }]);
    expect(item()).toMatchObject({ instruments: [INFY], version: 4, zerodha_trading_enabled: true });
  });

  it('run on a removed token again when a later load gives it back to the name', async () => {
    const { load, put, item, resolve } = loader();
    const token = option.instrument.instrument_token;
    load([infy, REUSED]);
    put({ instruments: [token, INFY], contracts: { 'NFO:NIFTY26DEC24000CE': token, 'NSE:INFY': INFY } });
    await resolve();
    load([infy, option]);

    await resolve();

    expect(item()).toMatchObject({ instruments: [INFY, token], version: 5 });
    expect(await resolve()).toEqual([]);
  });

  it("are resolved as a user's concurrent edit left them", async () => {
    const { load, put, item, resolve, interrupt } = loader();
    load([MOVED]);
    put();
    interrupt(() => put({ parameters: { quantity: 9 }, is_active: false, version: 4, by: 'DEMO02' }));

    expect(await resolve()).toMatchObject([{ moved: ['NSE:INFY'] }]);

    expect(item()).toMatchObject({
      ...{ parameters: { quantity: 9 }, is_active: false },
      ...{ instruments: [999_937], version: 5 },
    });
  });

  it("are left alone if a user's concurrent edit named other instruments", async () => {
    const { load, put, item, resolve, interrupt } = loader();
    load([MOVED, nifty]);
    put();
    interrupt(() => put({ instruments: [256_265], contracts: { 'NSE:NIFTY 50': 256_265 }, version: 4 }));

    await resolve();

    expect(item()).toMatchObject({ instruments: [256_265], version: 4, by: 'DEMO01' });
  });

  it.each([
    ['no names', { contracts: undefined }],
    ['malformed names', { contracts: 'NSE:INFY' }],
  ])('with %s are left alone', async (_, change) => {
    const { load, put, item, resolve } = loader();
    load([MOVED]);
    put(change);

    expect(await resolve()).toEqual([]);
    expect(item()?.version).toBe(3);
  });

  it('are left alone before the first load', async () => {
    const { put, resolve } = loader();
    put();

    expect(await resolve()).toEqual([]);
  });
});
