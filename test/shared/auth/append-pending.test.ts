import { expect, test } from 'vitest';
import { loginEvent } from '../../../functions/auth/api/login-event.ts';
import { appendPending } from '../../../shared/auth/append-pending.ts';
import { MAX_PENDING_EVENTS } from '../../../shared/auth/session-item.ts';
import { LOGIN_AT, SESSION, USER } from './fixtures.ts';

const event = loginEvent(
  { action: 'session_ended', userId: USER, reason: 'logout' },
  { now: LOGIN_AT, correlationId: SESSION, origin: {}, newId: () => SESSION },
);

test('an event comes behind those that wait', () => {
  expect(appendPending(['first'], event)).toEqual({
    pending_events: ['first', JSON.stringify(event)],
    left: undefined,
  });
});

test('a full session returns the event that does not fit', () => {
  const pending = Array.from({ length: MAX_PENDING_EVENTS - 1 }, (_, place) => `event ${place}`);

  const full = appendPending(pending, event);
  expect(full.pending_events).toHaveLength(MAX_PENDING_EVENTS);
  expect(full.left).toBeUndefined();

  expect(appendPending(full.pending_events, event)).toEqual({
    pending_events: full.pending_events,
    left: event,
  });
});
