import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadPriceRecorderContext } from '../../../functions/price-recorder/context.ts';
import { priceRecorder } from '../../../functions/price-recorder/stage.ts';
import { stateCodec } from '../../../functions/price-recorder/state.ts';
import { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import { PoisonError } from '../../../shared/errors.ts';
import { createEvent, tickId } from '../../../shared/events/create.ts';
import type { EventOf } from '../../../shared/events/envelope.ts';
import type { Uuid } from '../../../shared/events/ids.ts';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import type { Emit, EmitProjection } from '../../../shared/kernel/stage.ts';
import { lastPriceItem, quoteBefore } from '../../../shared/market/last-price.ts';
import type { Item } from '../../../shared/ports/item.ts';

const NIFTY = 256265;
const OPEN = Date.parse('2022-06-16T03:45:00.000Z');
const timeOf = (second: number): string => new Date(OPEN + second * 1_000).toISOString();

const event = (price: number, second: number, token = NIFTY, id?: Uuid): EventOf<'market_tick'> => {
  const data = { instrument_token: token, last_price: price, timestamp: timeOf(second) };
  return createEvent(SHARED_TOPICS.marketTicks, 'market_tick', data, {
    id: id ?? tickId(data),
    ts: data.timestamp,
    source: 'test',
  });
};

const recorder = () => {
  const stage = priceRecorder();
  let state = stage.initial();
  return {
    send: (tick: EventOf<'market_tick'>) => stage.reduce(state, tick, { now: undefined }),
    restart: () => {
      state = stage.codec.decode(JSON.parse(JSON.stringify(stage.codec.encode(state))));
    },
    packed: () => structuredClone(stage.codec.encode(state)),
  };
};

const projectionsOf = (emits: readonly Emit[]): readonly EmitProjection[] =>
  emits.filter((emit) => emit.kind === 'projection');

const itemOf = (emits: readonly Emit[]): Item | undefined =>
  emits.flatMap((emit) => (emit.kind === 'projection' ? [emit.item] : []))[0];

describe('price-recorder', () => {
  it('writes the first price of an instrument, ordered by market time', () => {
    expect(recorder().send(event(15_400.05, 1))).toEqual([
      {
        kind: 'projection',
        table: 'last-prices',
        item: {
          instrument_token: NIFTY,
          last_price: 15_400.05,
          timestamp: '2022-06-16T03:45:01.000Z',
          timestamp_ms: OPEN + 1_000,
          write_order: expect.any(Number),
        },
        orderedBy: 'write_order',
      },
    ]);
  });

  it('writes the next one with the one before it', () => {
    const stage = recorder();
    stage.send(event(100, 1));

    expect(itemOf(stage.send(event(101, 2)))).toEqual({
      instrument_token: NIFTY,
      last_price: 101,
      timestamp: timeOf(2),
      timestamp_ms: OPEN + 2_000,
      write_order: expect.any(Number),
      previous_price: 100,
      previous_timestamp: timeOf(1),
    });
  });

  it('takes the previous price from an earlier moment, not from the same', () => {
    const stage = recorder();
    for (const tick of [event(100, 1), event(101, 2)]) stage.send(tick);

    expect(itemOf(stage.send(event(102, 2)))).toMatchObject({
      last_price: 102,
      previous_price: 100,
      previous_timestamp: timeOf(1),
    });
  });

  it('never lets an older price over a newer', () => {
    const stage = recorder();
    stage.send(event(100, 5));
    const before = stage.packed();

    expect(stage.send(event(99, 4))).toEqual([]);
    expect(stage.packed()).toEqual(before);
  });

  it('lets no late writer win, not even among prices of one moment', async () => {
    const stage = recorder();
    const tables = new MemoryTables();
    const writes = [event(100, 1), event(101, 1), event(102, 2)].map((tick) =>
      projectionsOf(stage.send(tick)),
    );
    const [first = [], second = [], third = []] = writes;

    for (const projections of [first, second, first]) await tables.write(projections);
    expect(await tables.scan('last-prices')).toMatchObject([{ last_price: 101 }]);

    for (const projections of [third, second, first]) await tables.write(projections);
    expect(await tables.scan('last-prices')).toMatchObject([{ last_price: 102 }]);
  });

  it('lets no late writer win however many prices one moment has, before and after a restart', async () => {
    const stage = recorder();
    const prices = Array.from({ length: 200 }, (_, n) => 100 + n);
    const writes = prices.map((price, n) => {
      if (n % 50 === 25) stage.restart();
      return projectionsOf(stage.send(event(price, 1)));
    });
    const next = projectionsOf(stage.send(event(50, 1.001)));

    for (const [n, newer] of writes.entries()) {
      const tables = new MemoryTables();
      for (const write of [newer, ...writes.slice(0, n)]) await tables.write(write);
      expect(await tables.scan('last-prices')).toMatchObject([{ last_price: 100 + n }]);
    }
    const tables = new MemoryTables();
    for (const write of [next, ...writes]) await tables.write(write);
    expect(await tables.scan('last-prices')).toMatchObject([{ last_price: 50 }]);
  });

  it('knows a copy of any of the last 64 prices of a moment', () => {
    const stage = recorder();
    for (let n = 0; n < 64; n += 1) stage.send(event(100 + n, 1));

    expect(Array.from({ length: 64 }, (_, n) => stage.send(event(100 + n, 1)))).toEqual(Array(64).fill([]));
  });

  it('continues from an older state, whose order is the number of ticks', () => {
    const first = recorder();
    first.send(event(100, 1));
    first.send(event(101, 1));
    const [[token, previous, elapsed, at, order, ...seen] = []] = first.packed() as number[][];
    expect(order).toBe(2);

    const state = stateCodec.decode([[token, previous, elapsed, at, ...seen]]);

    expect(stateCodec.encode(state)).toEqual(first.packed());
  });

  it('refuses a price of the future, which would make every true one late', () => {
    const stage = priceRecorder();
    const state = stage.initial();
    const future = event(100, 62);

    expect(() => stage.reduce(state, future, { now: OPEN })).toThrow(
      expect.objectContaining({ name: 'PoisonError', code: 'FROM_THE_FUTURE' }),
    );
    expect(stage.reduce(state, event(100, 60), { now: OPEN })).toHaveLength(1);
    expect(stage.reduce(state, event(100, 61), { now: undefined })).toHaveLength(1);
  });

  it('writes nothing for a tick that comes again', () => {
    const stage = recorder();
    stage.send(event(100, 1));

    expect(stage.send(event(100, 1))).toEqual([]);
  });

  it('takes a known id with another price for poison', () => {
    const stage = recorder();
    const first = event(100, 1);
    stage.send(first);

    expect(() => stage.send(event(101, 1, NIFTY, first.id))).toThrow(PoisonError);
  });

  it('takes anything but a tick for poison', () => {
    const stage = priceRecorder();
    const root = { id: event(1, 1).id, ts: timeOf(0), source: 'test' };
    const error = createEvent(
      SHARED_TOPICS.systemErrors,
      'system_error',
      { code: 'X', message: 'x', timestamp: timeOf(0) },
      root,
    );

    expect(() => stage.reduce(stage.initial(), error, { now: undefined })).toThrow(PoisonError);
  });

  it('writes items from which a reader gets the last price and the one before any moment of it', () => {
    const ticks = fc.array(
      fc.record({
        price: fc.integer({ min: 1, max: 999 }),
        elapsed: fc.integer({ min: -1, max: 2 }),
        token: fc.constantFrom(1, 2),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(ticks, fc.nat(40), (steps, cut) => {
        const stage = recorder();
        const newest = new Map<number, { price: number; at: number }[]>();
        let second = 10;
        for (const [index, { price, elapsed, token }] of steps.entries()) {
          if (index === cut) stage.restart();
          second += elapsed;
          const at = OPEN + second * 1_000;
          const history = newest.get(token) ?? [];
          const isNew =
            (history.at(-1)?.at ?? 0) <= at && !history.some((one) => one.at === at && one.price === price);

          const emits = stage.send(event(price, second, token));

          expect(emits.length).toBe(isNew ? 1 : 0);
          if (!isNew) continue;
          history.push({ price, at });
          newest.set(token, history);
          const item = lastPriceItem.parse(itemOf(emits));
          expect([item.last_price, item.timestamp_ms, item.timestamp]).toEqual([price, at, timeOf(second)]);
          expect(quoteBefore(item, at)).toEqual(history.findLast((one) => one.at < at));
        }
      }),
    );
  });

  it('keeps a row of numbers per instrument', () => {
    const stage = recorder();
    for (const tick of [event(100, 1), event(101, 3), event(7, 2, 9)]) stage.send(tick);

    expect(stage.packed()).toEqual([
      [NIFTY, 100, 2_000, OPEN + 3_000, 1, expect.any(Number), 101],
      [9, 0, 0, OPEN + 2_000, 1, expect.any(Number), 7],
    ]);
  });

  it.each([null, {}, [[1]], [['a', 0, 0, 0]]])('refuses %j as a state', (packed) => {
    expect(() => stateCodec.decode(packed)).toThrow();
  });

  it('needs to know no more than the time, and that only where the wall clock counts', async () => {
    expect(await loadPriceRecorderContext()([])).toEqual({ now: undefined });
    expect(await loadPriceRecorderContext({ marketClock: { now: () => OPEN } })([])).toEqual({ now: OPEN });
  });
});
