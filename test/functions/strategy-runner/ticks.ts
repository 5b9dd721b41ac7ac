import { createEvent, tickId } from '../../../shared/events/create.ts';
import type { EventOf } from '../../../shared/events/envelope.ts';
import type { Uuid } from '../../../shared/events/ids.ts';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import type { MarketTick } from '../../../shared/events/types.ts';

export const NIFTY = 256265;
export const BANK_NIFTY = 260105;

const OPEN = Date.parse('2022-06-16T03:45:00.000Z');

/** Market time of the n-th second of the session. */
export const timeOf = (second: number): string => new Date(OPEN + second * 1_000).toISOString();

const tick = (price: number, second = 0, token = NIFTY): MarketTick => ({
  instrument_token: token,
  last_price: price,
  timestamp: timeOf(second),
});

export const tickEvent = (
  price: number,
  second = 0,
  token = NIFTY,
  id?: Uuid,
  offered: Partial<MarketTick> = {},
): EventOf<'market_tick'> => {
  const data = { ...tick(price, second, token), ...offered };
  return createEvent(SHARED_TOPICS.marketTicks, 'market_tick', data, {
    id: id ?? tickId(data),
    ts: data.timestamp,
    source: 'test',
  });
};

/** A tick a second. */
export const ticksOf = (prices: readonly number[]): MarketTick[] =>
  prices.map((price, second) => tick(price, second));
