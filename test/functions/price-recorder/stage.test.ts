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
import { lastPriceItem, quoteBefore } from '../../../shared/market/last-price.ts';
import { given } from '../../support/spec.ts';

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

const recorder = given(priceRecorder()).context({ now: undefined });

describe('price-recorder', () => {
  it('writes the first price of an instrument, ordered by market time', () => {
    expect(recorder.when(event(15_400.05, 1)).writes).toEqual([
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

  it('writes the next price with the previous one', () => {
    recorder
      .events(event(100, 1))
      .when(event(101, 2))
      .emits()
      .projects('last-prices', {
        instrument_token: NIFTY,
        last_price: 101,
        timestamp: timeOf(2),
        timestamp_ms: OPEN + 2_000,
        write_order: expect.any(Number),
        previous_price: 100,
        previous_timestamp: timeOf(1),
      });
  });

  it('takes the previous price from an earlier time, not from the same time', () => {
    recorder
      .events(event(100, 1), event(101, 2))
      .when(event(102, 2))
      .projects('last-prices', { last_price: 102, previous_price: 100, previous_timestamp: timeOf(1) });
  });

  it('never replaces a newer price by an older one', () => {
    recorder.events(event(100, 5)).when(event(99, 4)).emitsNothing().keepsState();
  });

  it('lets no late writer win, also among prices of the same time', async () => {
    const tables = new MemoryTables();
    const first = recorder.when(event(100, 1));
    const second = first.when(event(101, 1));
    const third = second.when(event(102, 2));

    for (const { writes } of [first, second, first]) await tables.write(writes);
    expect(await tables.scan('last-prices')).toMatchObject([{ last_price: 101 }]);

    for (const { writes } of [third, second, first]) await tables.write(writes);
    expect(await tables.scan('last-prices')).toMatchObject([{ last_price: 102 }]);
  });

  it('lets no late writer win for any number of prices of the same time', async () => {
    let history = recorder;
    const writes = Array.from({ length: 200 }, (_, n) => {
      const outcome = history.when(event(100 + n, 1));
      history = outcome;
      return outcome.writes;
    });
    const next = history.when(event(50, 1.001)).writes;

    for (const [n, newer] of writes.entries()) {
      const tables = new MemoryTables();
      for (const write of [newer, ...writes.slice(0, n)]) await tables.write(write);
      expect(await tables.scan('last-prices')).toMatchObject([{ last_price: 100 + n }]);
    }
    const tables = new MemoryTables();
    for (const write of [next, ...writes]) await tables.write(write);
    expect(await tables.scan('last-prices')).toMatchObject([{ last_price: 50 }]);
  });

  it('skips a copy of any of the last 64 prices of a moment', () => {
    const ticks = Array.from({ length: 64 }, (_, n) => event(100 + n, 1));
    const history = recorder.events(...ticks);

    for (const tick of ticks) history.when(tick).emitsNothing();
  });

  it('continues from an older state, whose order is the number of ticks', () => {
    const { packed } = recorder.events(event(100, 1), event(101, 1));
    const [[token, previous, elapsed, at, order, ...seen] = []] = packed as number[][];
    expect(order).toBe(2);

    const state = stateCodec.decode([[token, previous, elapsed, at, ...seen]]);

    expect(stateCodec.encode(state)).toEqual(packed);
  });

  it('refuses a price of the future, which would make every true one late', () => {
    recorder
      .context({ now: OPEN })
      .when(event(100, 62))
      .deadLetters('FROM_THE_FUTURE')
      .when(event(100, 60))
      .projects('last-prices', { last_price: 100 })
      .context({ now: undefined })
      .when(event(100, 61))
      .projects('last-prices', { last_price: 100 });
  });

  it('writes nothing for a tick that comes again', () => {
    recorder.events(event(100, 1)).when(event(100, 1)).emitsNothing();
  });

  it('makes a dead letter of a known id with another price', () => {
    const first = event(100, 1);

    recorder
      .events(first)
      .when(event(101, 1, NIFTY, first.id))
      .deadLetters('DUPLICATE_ID');
  });

  it('throws at an event that is not a tick', () => {
    const stage = priceRecorder();
    const root = { id: event(1, 1).id, ts: timeOf(0), source: 'test' };
    const data = { code: 'X', message: 'x', timestamp: timeOf(0) };
    const error = createEvent(SHARED_TOPICS.systemErrors, 'system_error', data, root);

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
      fc.property(ticks, (steps) => {
        let stage = recorder;
        const newest = new Map<number, { price: number; at: number }[]>();
        let second = 10;
        for (const { price, elapsed, token } of steps) {
          second += elapsed;
          const at = OPEN + second * 1_000;
          const history = newest.get(token) ?? [];
          const isNew =
            (history.at(-1)?.at ?? 0) <= at && !history.some((one) => one.at === at && one.price === price);

          const outcome = stage.when(event(price, second, token)).emits();
          stage = outcome;
          const items = outcome.itemsOf('last-prices');

          expect(items.length).toBe(isNew ? 1 : 0);
          if (!isNew) continue;
          history.push({ price, at });
          newest.set(token, history);
          const item = lastPriceItem.parse(items[0]);
          expect([item.last_price, item.timestamp_ms, item.timestamp]).toEqual([price, at, timeOf(second)]);
          expect(quoteBefore(item, at)).toEqual(history.findLast((one) => one.at < at));
        }
      }),
    );
  });

  it('keeps a row of numbers per instrument', () => {
    expect(recorder.events(event(100, 1), event(101, 3), event(7, 2, 9)).packed).toEqual([
      [NIFTY, 100, 2_000, OPEN + 3_000, 1, expect.any(Number), 101],
      [9, 0, 0, OPEN + 2_000, 1, expect.any(Number), 7],
    ]);
  });

  it.each([null, {}, [[1]], [['a', 0, 0, 0]]])('refuses %j as a state', (packed) => {
    expect(() => stateCodec.decode(packed)).toThrow();
  });

  it('loads the time, and only where the wall clock counts', async () => {
    expect(await loadPriceRecorderContext()([])).toEqual({ now: undefined });
    expect(await loadPriceRecorderContext({ marketClock: { now: () => OPEN } })([])).toEqual({ now: OPEN });
  });
});
