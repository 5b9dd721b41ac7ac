import { pendingRecords } from '../audit/pending.ts';
import { SHARED_TOPICS } from '../events/topics.ts';
import type { Publisher } from '../ports/log.ts';
import type { LoginTrail, SessionStore } from './ports.ts';

interface LoginTrailOptions {
  readonly publisher: Publisher;
  readonly sessions: SessionStore;
  /** Receives the error, and the event if no item stores it. */
  readonly report: (thrown: unknown, lost?: unknown) => void;
}

/**
 * Publishes audit events of sessions. An event is saved with its session in one write and published afterwards. The next
 * access publishes events that a crash or an outage of Kafka left. Publishing twice is harmless: the journal identifies
 * events by id.
 */
export const loginTrail = ({ publisher, sessions, report }: LoginTrailOptions): LoginTrail => ({
  async publishPending(session) {
    if (session.pending_events.length === 0) return;
    try {
      await publisher.publish(pendingRecords(session));
      const published = new Set(session.pending_events);
      await sessions.change(session.user_id, (found) => {
        if (found.kind !== 'session') return undefined;
        const { seal: _, version: __, ...content } = found.session;
        const left = content.pending_events.filter((event) => !published.has(event));
        return left.length === content.pending_events.length
          ? undefined
          : { ...content, pending_events: left };
      });
    } catch (thrown) {
      report(thrown);
    }
  },

  async publish(event) {
    try {
      const record = { topic: SHARED_TOPICS.operatorActions.name, key: event.key, headers: [] };
      await publisher.publish([{ ...record, value: JSON.stringify(event) }]);
    } catch (thrown) {
      report(thrown, event);
    }
  },
});
