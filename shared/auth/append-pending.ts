import type { EventOf } from '../events/envelope.ts';
import { MAX_PENDING_EVENTS } from './session-item.ts';

interface Appended {
  /** Pending events of the session, including the new one if there is room. */
  readonly pending_events: string[];
  /** The new event if there is no room. */
  readonly left: EventOf<'operator_action'> | undefined;
}

/**
 * Appends an event to a session's pending events. After many logins without Kafka the item is full. The event is then
 * published on its own or logged, because a user who cannot log in cannot stop trading.
 */
export const appendPending = (pending: readonly string[], event: EventOf<'operator_action'>): Appended =>
  pending.length < MAX_PENDING_EVENTS
    ? { pending_events: [...pending, JSON.stringify(event)], left: undefined }
    : { pending_events: [...pending], left: event };
