import { describe, expect, it } from 'vitest';
import { portfolioManager } from '../../../functions/portfolio-manager/stage.ts';
import { loadRiskContext } from '../../../functions/risk-manager/context.ts';
import { holdingOf, keep } from '../../../functions/risk-manager/holdings.ts';
import { initialState } from '../../../functions/risk-manager/state.ts';
import { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import { TransientError } from '../../../shared/errors.ts';
import { encodeCheckpoint } from '../../../shared/kernel/checkpoint.ts';
import { readStageState } from '../../../shared/kernel/stage-state.ts';
import { readLastPrices } from '../../../shared/market/read-last-prices.ts';
import { fromRupees } from '../../../shared/money.ts';
import { marketClock } from '../../../shared/ports/clock.ts';
import type { TableReader } from '../../../shared/ports/table-reader.ts';
import { MASTER_ROWS, putMaster } from '../../support/master.ts';
import { putPrice } from '../../support/prices.ts';
import { BANK_NIFTY, fillEvent, instrument, lastPrice, NIFTY, NOON, signalEvent } from './fixtures.ts';

const setUp = (kind: 'wall' | 'event' = 'event') => {
  const tables = new MemoryTables();
  const time = { now: NOON };
  const clock = { now: () => time.now };
  const load = loadRiskContext({
    tables,
    lastPrices: readLastPrices(tables),
    stageState: readStageState(tables),
    clock,
    marketClock: marketClock(kind, clock),
    broker: 'paper',
  });
  return { tables, time, load };
};

const nifty = signalEvent(1, NOON);

describe('the context of a batch', () => {
  it('holds the instruments and prices of its signals', async () => {
    const { tables, load } = setUp();
    tables.put('instruments', instrument());
    putPrice(tables, NIFTY, lastPrice(100, NOON));
    putPrice(tables, BANK_NIFTY, lastPrice(200, NOON));

    const context = await load([nifty, signalEvent(2, NOON)], initialState());

    expect([...context.instruments]).toEqual([[NIFTY, { value: instrument() }]]);
    expect([...context.prices]).toEqual([[NIFTY, lastPrice(100, NOON)]]);
  });

  it('holds the contract that a token means now, without a field of the one before', async () => {
    const { tables, load } = setUp();
    const { option } = MASTER_ROWS;
    const next = { ...option.instrument, instrument_token: NIFTY };
    putMaster(tables, [{ instrument: next }]);
    tables.put('instruments', {
      ...next,
      ...{ tradingsymbol: 'NIFTY26NOV23000PE', expiry: '2026-11-24', strike: 23_000, option_type: 'PE' },
      ...{ lot_size: 75, freeze_quantity: 75, multiplier: 2, product: 'MIS' },
    });

    const context = await load([nifty], initialState());

    expect([...context.instruments]).toEqual([[NIFTY, { value: next }]]);
  });

  it('holds the instruments and prices of every holding', async () => {
    const { tables, load } = setUp();
    putPrice(tables, BANK_NIFTY, lastPrice(200, NOON));
    tables.put('instruments', instrument({ instrument_token: BANK_NIFTY }));
    const state = initialState();
    keep(state, holdingOf(state, 'other', BANK_NIFTY), fromRupees(100));

    const context = await load([nifty], state);

    expect([...context.prices]).toEqual([[BANK_NIFTY, lastPrice(200, NOON)]]);
    expect([...context.instruments.keys()]).toEqual([BANK_NIFTY]);
  });

  it('holds the prices of the underlyings of options', async () => {
    const { tables, load } = setUp();
    putPrice(tables, BANK_NIFTY, lastPrice(200, NOON));
    tables.put('instruments', instrument({ segment: 'NFO-OPT', underlying_token: BANK_NIFTY }));

    expect([...(await load([nifty], initialState())).prices.keys()]).toEqual([BANK_NIFTY]);
  });

  it('holds the prices of orders that the state has not seen, as after a reset', async () => {
    const { tables, load } = setUp();
    putPrice(tables, BANK_NIFTY, lastPrice(200, NOON));
    const portfolio = portfolioManager('paper');
    const book = portfolio.initial();
    const earlier = signalEvent('earlier', NOON, { instrument_token: BANK_NIFTY });
    portfolio.reduce(book, fillEvent(earlier), { quotes: new Map() });
    tables.put('checkpoints', {
      checkpoint_id: 'paper.portfolio-manager#0',
      version: 1,
      body: encodeCheckpoint({
        ...{ epoch: 0, positions: {}, origins: {}, partitionCounts: {}, givenUp: {}, outboxes: {} },
        state: portfolio.codec.encode(book),
        turn: undefined,
      }),
    });

    const context = await load([nifty], initialState());

    expect(context.arrivals.effects).toHaveLength(1);
    expect([...context.prices.keys()]).toEqual([BANK_NIFTY]);
  });

  it('has no time in a replay, and the wall time live', async () => {
    expect((await setUp('event').load([nifty], initialState())).now).toBeUndefined();
    expect((await setUp('wall').load([nifty], initialState())).now).toBe(NOON);
  });

  it('reads a price again every time', async () => {
    const { tables, load } = setUp();
    putPrice(tables, NIFTY, lastPrice(100, NOON));
    await load([nifty], initialState());
    putPrice(tables, NIFTY, lastPrice(101, NOON + 1));

    const { prices } = await load([nifty], initialState());

    expect(prices.get(NIFTY)).toMatchObject({ price: 101 });
  });

  it('knows the controls of a second ago', async () => {
    const { tables, time, load } = setUp();
    await load([nifty], initialState());
    tables.put('controls', { broker: 'paper', control: 'kill_switch', engaged: true });

    time.now += 999;
    const early = await load([nifty], initialState());
    time.now += 1;
    const late = await load([nifty], initialState());

    expect(early.controls.killSwitch.engaged).toBe(false);
    expect(late.controls.killSwitch.engaged).toBe(true);
  });

  it("never sees the other broker's controls", async () => {
    const { tables, load } = setUp();
    tables.put('controls', { broker: 'zerodha', control: 'kill_switch', engaged: true });

    expect((await load([nifty], initialState())).controls.killSwitch.engaged).toBe(false);
  });

  it('has the problem of a malformed instrument', async () => {
    const { tables, load } = setUp();
    tables.put('instruments', { ...instrument(), lot_size: 0 });

    const context = await load([nifty], initialState());

    expect(context.instruments.get(NIFTY)).toMatchObject({ problem: expect.stringContaining('lot_size') });
  });

  it('sees a corrected or new instrument at once', async () => {
    const { tables, load } = setUp();
    tables.put('instruments', { ...instrument(), lot_size: 0 });
    await load([nifty], initialState());
    tables.put('instruments', instrument());

    expect((await load([nifty], initialState())).instruments.get(NIFTY)).toEqual({ value: instrument() });
  });

  it('reads no instruments or prices for a batch without signals', async () => {
    const { tables, load } = setUp();
    tables.put('instruments', instrument());

    const context = await load([], initialState());

    expect(context.instruments.size + context.prices.size).toBe(0);
  });

  it('fails, and the batch waits, where a table cannot be read', async () => {
    const fails = () => Promise.reject(new TransientError('DYNAMODB_THROTTLED', 'throttled'));
    const tables: TableReader = { get: fails, getMany: fails, query: fails, page: fails, scan: fails };
    const clock = { now: () => NOON };
    const load = loadRiskContext({
      tables,
      lastPrices: readLastPrices(tables),
      stageState: readStageState(tables),
      clock,
      marketClock: clock,
      broker: 'paper',
    });

    await expect(load([nifty], initialState())).rejects.toThrow(TransientError);
  });
});
