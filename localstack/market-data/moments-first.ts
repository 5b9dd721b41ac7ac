import { topicsFor } from '../../shared/events/topics.ts';
import type { MarketTick } from '../../shared/events/types.ts';
import type { Publisher } from '../../shared/ports/log.ts';
import { type Moment, SessionClock } from './session-clock.ts';

const TOPIC = topicsFor('paper').signalsValidated.name;

/**
 * Publishes the moments of the trading day: each before the first ticks that are later. For the feed's `onBatch`, so that
 * a simulated market has its own day. What could not be published is published with the next call.
 * @param squareOffMinutes the setting `PAPER_SQUARE_OFF_MINUTES`; undefined: the broker's times
 */
export const momentsFirst = (
  publisher: Publisher,
  squareOffMinutes: number | undefined,
): ((ticks: readonly MarketTick[]) => Promise<void>) => {
  const clock = new SessionClock(squareOffMinutes);
  let unsent: readonly Moment[] = [];
  return async (ticks) => {
    const newest = ticks.reduce((latest, { timestamp }) => (timestamp > latest ? timestamp : latest), '');
    if (newest === '') return;
    unsent = [...unsent, ...clock.before(Date.parse(newest))];
    await publisher.publish(
      unsent.map((event) => ({
        topic: TOPIC,
        key: event.key,
        value: JSON.stringify(event),
        headers: [],
      })),
    );
    unsent = [];
  };
};
