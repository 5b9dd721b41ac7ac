import { createEvent, tickId } from '../../shared/events/create.ts';
import { SHARED_TOPICS } from '../../shared/events/topics.ts';
import type { MarketTick } from '../../shared/events/types.ts';

/** What the feed's events name as their source. */
export const MARKET_FEED = 'market-feed';

/** A record of the ticks topic, ready to be sent. */
export interface TickRecord {
  readonly key: string;
  readonly value: Buffer;
}

/** The tick as a `market_tick` event. Its id follows from what it says, so the same file gives the same ids. */
export const tickRecord = (tick: MarketTick): TickRecord => {
  const event = createEvent(SHARED_TOPICS.marketTicks, 'market_tick', tick, {
    id: tickId(tick),
    ts: tick.timestamp,
    source: MARKET_FEED,
  });
  return { key: event.key, value: Buffer.from(JSON.stringify(event)) };
};
