import { createEvent, tickId } from '../events/create.ts';
import { SHARED_TOPICS } from '../events/topics.ts';
import type { MarketTick } from '../events/types.ts';

/** The `source` of the feed's events. */
export const MARKET_FEED = 'market-feed';

/** A record of the ticks topic, ready to be sent. */
export interface TickRecord {
  readonly key: string;
  readonly value: Buffer;
}

/** The tick as a `market_tick` event. Its id is derived from its content, so the same file gives the same ids. @param repeat see `TimedTick` */
export const tickRecord = (tick: MarketTick, repeat?: number): TickRecord => {
  const event = createEvent(SHARED_TOPICS.marketTicks, 'market_tick', tick, {
    id: tickId(tick, repeat),
    ts: tick.timestamp,
    source: MARKET_FEED,
  });
  return { key: event.key, value: Buffer.from(JSON.stringify(event)) };
};
