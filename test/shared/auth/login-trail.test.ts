import { describe, expect, it } from 'vitest';
import { loginEvent } from '../../../functions/auth/api/login-event.ts';
import { loginTrail } from '../../../shared/auth/login-trail.ts';
import type { SessionStore } from '../../../shared/auth/ports.ts';
import type { SessionItem } from '../../../shared/auth/session-item.ts';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import type { OutgoingRecord } from '../../../shared/ports/record.ts';
import { LOGIN_AT, OTHER_SESSION, SESSION, TOKEN_ID, USER, unsealedSession } from './fixtures.ts';

const eventOf = (id: typeof SESSION) =>
  loginEvent(
    { action: 'session_started', userId: USER, sessionId: SESSION, reason: 'login' },
    { now: LOGIN_AT, correlationId: TOKEN_ID, origin: {}, newId: () => id },
  );
const [FIRST, SECOND] = [eventOf(SESSION), eventOf(OTHER_SESSION)];

const item = (...events: readonly unknown[]): SessionItem => ({
  ...unsealedSession({ pending_events: events.map((event) => JSON.stringify(event)) }),
  seal: { key_id: 'k1', signature: 'c2VhbA' },
});

/** A trail for one stored session. */
const setUp = (stored: SessionItem) => {
  const state = { stored, writes: 0, records: [] as OutgoingRecord[], fails: false };
  const reports: (readonly [unknown, unknown])[] = [];
  const change: SessionStore['change'] = async (_userId, decide) => {
    const content = decide({ kind: 'session', session: state.stored });
    if (content === undefined) return undefined;
    state.writes += 1;
    state.stored = { ...content, version: state.stored.version + 1, seal: state.stored.seal };
    return state.stored;
  };
  const trail = loginTrail({
    publisher: {
      publish: async (records) => {
        if (state.fails) throw new Error('unreachable');
        state.records.push(...records);
      },
    },
    sessions: { find: async () => ({ kind: 'none' }), touch: async () => undefined, change },
    report: (thrown, lost) => reports.push([thrown, lost]),
  });
  return { state, reports, trail };
};

describe('the trail of logins', () => {
  it('publishes pending events unchanged and removes them from the item', async () => {
    const { state, trail } = setUp(item(FIRST, SECOND));

    await trail.publishPending(state.stored);

    expect(state.records).toEqual(
      [FIRST, SECOND].map((event) => ({
        topic: SHARED_TOPICS.operatorActions.name,
        key: USER,
        value: JSON.stringify(event),
        headers: [],
      })),
    );
    expect(state.stored.pending_events).toEqual([]);
  });

  it('leaves alone what was added meanwhile', async () => {
    const { state, trail } = setUp(item(FIRST, SECOND));

    await trail.publishPending(item(FIRST));

    expect(state.stored.pending_events).toEqual([JSON.stringify(SECOND)]);
  });

  it('does nothing for a session without pending events', async () => {
    const { state, trail } = setUp(item());

    await trail.publishPending(state.stored);

    expect([state.writes, state.records]).toEqual([0, []]);
  });

  it('keeps events that could not be published, and does not throw', async () => {
    const { state, reports, trail } = setUp(item(FIRST));
    state.fails = true;

    await trail.publishPending(state.stored);

    expect(state.stored.pending_events).toHaveLength(1);
    expect(reports).toEqual([[expect.any(Error), undefined]]);
  });

  it('publishes what has no session, and reports it whole where that fails', async () => {
    const { state, reports, trail } = setUp(item());
    await trail.publish(FIRST);
    state.fails = true;
    await trail.publish(SECOND);

    expect(state.records).toHaveLength(1);
    expect(reports).toEqual([[expect.any(Error), SECOND]]);
  });
});
