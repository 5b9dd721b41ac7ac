import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadPriceRecorderContext } from '../../../functions/price-recorder/context.ts';
import { priceRecorder } from '../../../functions/price-recorder/stage.ts';
import { PoisonError } from '../../../shared/errors.ts';
import { createEvent, tickId } from '../../../shared/events/create.ts';
import type { EventOf } from '../../../shared/events/envelope.ts';
import type { Uuid } from '../../../shared/events/ids.ts';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import type { MarketTick } from '../../../shared/events/types.ts';
import { istDay } from '../../../shared/market/ist.ts';
import { type LastPrice, priceBeforeDay, quoteBefore } from '../../../shared/market/last-price.ts';
import { lastPriceIn, priceMemoryCodec } from '../../../shared/market/price-memory.ts';
import { given } from '../../support/spec.ts';

const NIFTY = 256265;
const OPEN = Date.parse('2022-06-16T03:45:00.000Z');
const timeOf = (second: number): string => new Date(OPEN + second * 1_000).toISOString();

const event = (
  price: number,
  second: number,
  token = NIFTY,
  id?: Uuid,
  offered: Partial<MarketTick> = {},
): EventOf<'market_tick'> => {
  const data = { instrument_token: token, last_price: price, timestamp: timeOf(second), ...offered };
  return createEvent(SHARED_TOPICS.marketTicks, 'market_tick', data, {
    id: id ?? tickId(data),
    ts: data.timestamp,
    source: 'test',
  });
};

const recorder = given(priceRecorder()).context({ now: undefined });

/** The last price in the checkpoint. */
const priceIn = ({ packed }: { readonly packed: unknown }, token = NIFTY): LastPrice | undefined =>
  lastPriceIn(priceMemoryCodec.decode(packed).get(token));

const quote = (price: number, second: number) => ({ price, at: OPEN + second * 1_000 });

describe('price-recorder', () => {
  it('keeps the first price of an instrument', () => {
    const outcome = recorder.when(event(15_400.05, 1)).emitsNothing();

    expect(priceIn(outcome)).toEqual({ ...quote(15_400.05, 1), previous: undefined });
  });

  it('keeps the next price with the previous one', () => {
    const outcome = recorder.events(event(100, 1)).when(event(101, 2));

    expect(priceIn(outcome)).toEqual({ ...quote(101, 2), previous: quote(100, 1) });
  });

  it('takes the previous price from an earlier time, not from the same time', () => {
    const outcome = recorder.events(event(100, 1), event(101, 2)).when(event(102, 2));

    expect(priceIn(outcome)).toEqual({ ...quote(102, 2), previous: quote(100, 1) });
  });

  it('keeps the last price of the day before, over any later ticks', () => {
    const tomorrow = 24 * 3_600;
    const outcome = recorder
      .events(event(100, 1), event(101, 2), event(102, tomorrow), event(103, tomorrow + 1))
      .when(event(104, tomorrow + 2));

    const day = istDay(OPEN);
    expect(priceIn(outcome)).toMatchObject({ price: 104, dayBefore: { price: 101, day } });
    expect(priceBeforeDay(priceIn(outcome), day + 1)).toBe(101);
    expect(priceBeforeDay(priceIn(outcome), day + 2)).toBe(104);
    expect(priceBeforeDay(priceIn(outcome), day)).toBeUndefined();
  });

  it('never replaces a newer price by an older one', () => {
    recorder.events(event(100, 5)).when(event(99, 4)).emitsNothing().keepsState();
  });

  it('skips a copy of any of the last 64 prices of a moment', () => {
    const ticks = Array.from({ length: 64 }, (_, n) => event(100 + n, 1));
    const history = recorder.events(...ticks);

    for (const tick of ticks) history.when(tick).emitsNothing().keepsState();
  });

  it('keeps the newest of 200 prices of one moment', () => {
    const outcome = recorder.events(...Array.from({ length: 200 }, (_, n) => event(100 + n, 1)));

    expect(priceIn(outcome)).toEqual({ ...quote(299, 1), previous: undefined });
  });

  it('continues from a row of an earlier release, which has a number more', () => {
    const { packed } = recorder.events(event(100, 1), event(101, 2));
    const [[token, previous, elapsed, at, ...seen] = []] = packed as number[][];

    const state = priceMemoryCodec.decode([[token, previous, elapsed, at, 1, ...seen]]);

    expect(priceMemoryCodec.encode(state)).toEqual(packed);
  });

  it('keeps the book of the newest tick, and forgets it at a newer tick without one', () => {
    const depth = {
      buy: [{ price: 99.95, quantity: 300, orders: 2 }],
      sell: [{ price: 100.05, quantity: 75, orders: 1 }],
    };
    const outcome = recorder.when(event(100, 1, NIFTY, undefined, { depth }));

    expect(priceIn(outcome)?.offered).toEqual({
      depth: { buy: [{ price: 99.95, quantity: 300 }], sell: [{ price: 100.05, quantity: 75 }] },
    });
    expect(priceIn(outcome.when(event(101, 2)))).toEqual({ ...quote(101, 2), previous: quote(100, 1) });
  });

  it('refuses a price of the future, which would make every true one late', () => {
    const live = recorder.context({ now: OPEN }).when(event(100, 62)).deadLetters('FROM_THE_FUTURE');

    expect(priceIn(live.when(event(100, 60)))).toMatchObject(quote(100, 60));
    expect(priceIn(recorder.context({ now: undefined }).when(event(100, 61)))).toMatchObject(quote(100, 61));
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

  it('has the last price and the one before any moment of it after any ticks', () => {
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
          const one = quote(price, second);
          const history = newest.get(token) ?? [];
          const isNew =
            (history.at(-1)?.at ?? 0) <= one.at &&
            !history.some(({ at, price: other }) => at === one.at && other === price);
          if (isNew) newest.set(token, [...history, one]);

          const outcome = stage.when(event(price, second, token)).emitsNothing();
          stage = outcome;

          const last = newest.get(token)?.at(-1);
          const recorded = priceIn(outcome, token);
          expect(recorded).toMatchObject(last ?? {});
          const before = newest.get(token)?.findLast(({ at }) => at < (last?.at ?? 0));
          const found = quoteBefore(recorded, last?.at ?? 0);
          expect(found && { price: found.price, at: found.at }).toEqual(before);
        }
      }),
    );
  });

  it('keeps a row of numbers per instrument', () => {
    expect(recorder.events(event(100, 1), event(101, 3), event(7, 2, 9)).packed).toEqual([
      [NIFTY, 100, 2_000, OPEN + 3_000, expect.any(Number), 101],
      [9, 0, 0, OPEN + 2_000, expect.any(Number), 7],
    ]);
  });

  it.each([null, {}, [[1]], [['a', 0, 0, 0]], [[1, 0, 0, 0, 1, 100, ['a']]]])(
    'refuses %j as a state',
    (packed) => {
      expect(() => priceMemoryCodec.decode(packed)).toThrow();
    },
  );

  it('loads the time, and only where the wall clock counts', async () => {
    expect(await loadPriceRecorderContext()([])).toEqual({ now: undefined });
    expect(await loadPriceRecorderContext({ marketClock: { now: () => OPEN } })([])).toEqual({ now: OPEN });
  });
});
