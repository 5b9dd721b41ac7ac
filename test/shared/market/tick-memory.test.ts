import { describe, expect, it } from 'vitest';
import { PoisonError } from '../../../shared/errors.ts';
import { createEvent, tickId } from '../../../shared/events/create.ts';
import type { EventOf } from '../../../shared/events/envelope.ts';
import type { Uuid } from '../../../shared/events/ids.ts';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import {
  emptyTickMemory,
  observeTick as observeTickAt,
  type TickMemory,
} from '../../../shared/market/tick-memory.ts';

const observeTick = (memory: TickMemory, tick: EventOf<'market_tick'>, now?: number) =>
  observeTickAt(memory, tick, now);

const event = (price: number, second: number, id?: Uuid): EventOf<'market_tick'> => {
  const data = {
    instrument_token: 256265,
    last_price: price,
    timestamp: new Date(Date.UTC(2022, 5, 16, 4, 0, second)).toISOString(),
  };
  return createEvent(SHARED_TOPICS.marketTicks, 'market_tick', data, {
    id: id ?? tickId(data),
    ts: data.timestamp,
    source: 'test',
  });
};

describe('observeTick', () => {
  it.each([
    ['the first tick', [event(100, 1)], 'fresh'],
    ['a newer tick', [event(100, 1), event(100, 2)], 'fresh'],
    ['another tick of the same moment', [event(100, 1), event(101, 1)], 'fresh'],
    ['the same tick again', [event(100, 1), event(100, 1)], 'duplicate'],
    ['an older tick', [event(100, 2), event(101, 1)], 'late'],
    [
      'a tick that comes again after another of its moment',
      [event(100, 1), event(101, 1), event(100, 1)],
      'duplicate',
    ],
    ['a tick that comes again after a newer one', [event(100, 1), event(101, 2), event(100, 1)], 'late'],
  ])('knows %s', (_, events, expected) => {
    const memory = emptyTickMemory();

    const arrivals = events.map((tick) => observeTick(memory, tick));

    expect(arrivals.at(-1)).toBe(expected);
  });

  it.each([
    ['price', event(101, 1, event(100, 1).id)],
    ['time, later', event(100, 2, event(100, 1).id)],
    ['time, earlier', event(100, 0, event(100, 1).id)],
  ])('refuses the last id with another %s and remembers nothing of it', (_, impostor) => {
    const memory = emptyTickMemory();
    observeTick(memory, event(100, 1));
    const before = structuredClone(memory);

    expect(() => observeTick(memory, impostor)).toThrow(PoisonError);
    expect(memory).toEqual(before);
  });

  it('names the tick, its previous content and its new content', () => {
    const memory = emptyTickMemory();
    const first = event(100, 1);
    observeTick(memory, first);

    expect(() => observeTick(memory, event(101, 1, first.id))).toThrow(
      `tick ${first.id} of instrument 256265 came before as ₹100 at 2022-06-16T04:00:01.000Z, now it says ₹101`,
    );
  });

  it('is not moved by a late tick', () => {
    const memory = emptyTickMemory();
    observeTick(memory, event(100, 5));
    observeTick(memory, event(101, 1));

    expect(observeTick(memory, event(102, 4))).toBe('late');
  });

  it('stays small however many ticks one moment has', () => {
    const memory = emptyTickMemory();

    for (let paise = 0; paise < 1_000; paise += 1) observeTick(memory, event(100 + paise / 100, 1));

    expect(memory.seen.length).toBe(128);
  });
});
