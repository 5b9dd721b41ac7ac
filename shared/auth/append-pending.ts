import type { EventOf } from '../events/envelope.ts';
import { MOST_PENDING_EVENTS } from './session-item.ts';

interface Appended {
  /** Of the session, with the event where there is room. */
  readonly pending_events: string[];
  /** The event, where there is none. */
  readonly left: EventOf<'operator_action'> | undefined;
}

/**
 * One more event with those that a session owes the trail. After many logins without Kafka an item is full: then the
 * event goes out by itself, or into the log, for who cannot log in cannot stop trading.
 */
export const appendPending = (pending: readonly string[], event: EventOf<'operator_action'>): Appended =>
  pending.length < MOST_PENDING_EVENTS
    ? { pending_events: [...pending, JSON.stringify(event)], left: undefined }
    : { pending_events: [...pending], left: event };
