import { describe, expect, it } from 'vitest';
import { loadPaperEngineContext } from '../../../functions/paper-trading-engine/context.ts';
import { initialState } from '../../../functions/paper-trading-engine/state.ts';
import { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import { TransientError } from '../../../shared/errors.ts';
import { createEvent } from '../../../shared/events/create.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import { readLastPrices } from '../../../shared/market/read-last-prices.ts';
import { marketClock } from '../../../shared/ports/clock.ts';
import { MASTER_ROWS, putMaster } from '../../support/master.ts';
import { putPrice } from '../../support/prices.ts';
import { AT, INSTRUMENT, signalId, validated } from './fixtures.ts';

const timestamp = new Date(AT).toISOString();
const event = createEvent(topicsFor('paper').signalsValidated, 'validated_signal', validated(), {
  id: signalId(0),
  ts: timestamp,
  source: 'paper.risk-manager',
});

describe("the paper engine's context", () => {
  it('holds the instruments and last prices of the batch, and the market clock', async () => {
    const tables = new MemoryTables();
    tables.put('instruments', { ...INSTRUMENT });
    putPrice(tables, INSTRUMENT.instrument_token, { price: 20_000, at: AT });
    const load = loadPaperEngineContext({
      tables,
      lastPrices: readLastPrices(tables),
      clock: { now: () => 5 },
      marketClock: { now: () => 7 },
    });

    const context = await load([event], initialState());

    expect(context.now).toBe(7);
    expect(context.instruments.get(256265)).toEqual(INSTRUMENT);
    expect(context.quotes.get(256265)).toMatchObject({ price: 20_000, at: AT });
  });

  it('holds the contract that a token means now, without a field of the one before', async () => {
    const tables = new MemoryTables();
    const { option } = MASTER_ROWS;
    const next = { ...option.instrument, instrument_token: INSTRUMENT.instrument_token };
    putMaster(tables, [{ instrument: next }]);
    tables.put('instruments', {
      ...next,
      ...{ tradingsymbol: 'NIFTY26NOV23000PE', expiry: '2026-11-24', strike: 23_000, option_type: 'PE' },
      ...{ lot_size: 75, multiplier: 2, slippage_ticks: 9 },
    });
    const clock = { now: () => 5 };
    const load = loadPaperEngineContext({
      ...{ tables, clock },
      ...{ lastPrices: readLastPrices(tables), marketClock: marketClock('event', clock) },
    });

    const { instruments } = await load([event], initialState());

    expect([...instruments.values()]).toEqual([next]);
  });

  it('reads the price again for every batch', async () => {
    const tables = new MemoryTables();
    const clock = { now: () => 5 };
    const load = loadPaperEngineContext({
      tables,
      lastPrices: readLastPrices(tables),
      clock,
      marketClock: marketClock('event', clock),
    });
    putPrice(tables, INSTRUMENT.instrument_token, { price: 20_000, at: AT });
    await load([event], initialState());

    putPrice(tables, INSTRUMENT.instrument_token, { price: 20_001, at: AT });
    const context = await load([event], initialState());

    expect(context.quotes.get(256265)?.price).toBe(20_001);
    expect(context.now).toBeUndefined();
  });
});

describe("the paper engine's controls", () => {
  const setUp = () => {
    const tables = new MemoryTables();
    const load = loadPaperEngineContext({
      tables,
      lastPrices: readLastPrices(tables),
      clock: { now: () => 5 },
      marketClock: { now: () => 7 },
    });
    const engage = (broker: string, engaged: boolean) =>
      tables.put('controls', { broker, control: 'kill_switch', engaged });
    return { tables, load, engage };
  };

  it('are read for every batch: a stop holds for the next one, though no time has passed', async () => {
    const { load, engage } = setUp();
    const before = await load([event], initialState());
    engage('paper', true);

    const after = await load([event], initialState());

    expect([before, after].map(({ controls }) => controls.killSwitch.engaged)).toEqual([false, true]);
  });

  it("are paper's own", async () => {
    const { load, engage } = setUp();
    engage('zerodha', true);

    expect((await load([event], initialState())).controls.killSwitch.engaged).toBe(false);
  });

  it('keep the batch waiting where they cannot be read', async () => {
    const { tables, load } = setUp();
    Object.assign(tables, { query: () => Promise.reject(new TransientError('DYNAMODB_FAILED', 'down')) });

    await expect(load([event], initialState())).rejects.toThrow(TransientError);
  });
});
