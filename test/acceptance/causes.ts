import type { EventLog } from '../../localstack/backtest/event-log.ts';
import type { TimedTick } from '../../localstack/market-data/timed-tick.ts';
import { tickId } from '../../shared/events/create.ts';
import { decodeEvent } from '../../shared/events/decode.ts';
import type { Envelope } from '../../shared/events/envelope.ts';

/** A topic's events in log order. */
export const eventsOf = (log: EventLog, topic: string): readonly Envelope[] =>
  log.events(topic).map((text) => decodeEvent(Buffer.from(text)));

/** An event, and the number (from 1) of the tick that caused it. */
export interface CausedEvent {
  readonly tick: number;
  readonly event: Envelope;
}

/** A topic's events with the ticks that caused them, in order. */
export const causedEvents = (
  ticks: readonly TimedTick[],
  log: EventLog,
  topic: string,
): readonly CausedEvent[] => {
  const numbers = new Map(ticks.map(({ tick, repeat }, place) => [tickId(tick, repeat), place + 1]));
  return eventsOf(log, topic).flatMap((event) => {
    const tick = numbers.get(event.correlation_id);
    return tick === undefined ? [] : [{ tick, event }];
  });
};
