import * as z from 'zod';
import { appendPending } from '../../../shared/auth/append-pending.ts';
import { kiteUserId, type SessionItem } from '../../../shared/auth/session-item.ts';
import { uuid } from '../../../shared/events/data/fields.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import { loginEvent } from './login-event.ts';
import { type AuthServices, sessionRoute } from './services.ts';

type AtBroker = 'not_asked' | 'invalidated' | 'failed';

/** Invalidates the token at Kite. A failure does not affect the logout here. */
const invalidate = async (
  { broker_token: sealed, ...session }: SessionItem,
  { kite, brokerTokens }: AuthServices,
): Promise<AtBroker> => {
  if (sealed === undefined) return 'failed';
  try {
    await kite.invalidate(await brokerTokens.open(sealed, session));
    return 'invalidated';
  } catch {
    return 'failed';
  }
};

const MESSAGES: Readonly<Record<AtBroker, string>> = {
  not_asked: 'Logged out.',
  invalidated: 'Logged out here and at Kite.',
  failed: 'Logged out here. Kite did not confirm: end the session at Kite yourself, or it ends at 06:00.',
};

export const logout = sessionRoute({
  operation: 'logout',
  method: 'POST',
  path: '/auth/logout',
  tag: 'Auth',
  summary: 'Log out',
  description:
    'Ends the session, and the session at Kite if requested. Live trading stops: the engine has no login.',
  body: z
    .strictObject({
      at_broker: z
        .boolean()
        .optional()
        .describe('Whether to invalidate the token at Kite as well; the default is false'),
    })
    .optional(),
  reply: z.strictObject({
    success: z.literal(true),
    message: z.string(),
    user_id: kiteUserId,
    session_id: uuid,
    at_broker: z
      .enum(['not_asked', 'invalidated', 'failed'])
      .describe('Result at Kite; the session here has ended in every case'),
  }),
  who: 'viewer',
  writes: true,
  // Logging out locks out a thief of the token, who could otherwise fill the counter first.
  neverLimited: true,
  problems: ['SESSION_NOT_FOUND', 'UNAVAILABLE'],
  async handle(call, services) {
    const { userId, sessionId } = call.caller;
    const event = loginEvent({ action: 'session_ended', userId, sessionId, reason: 'logout' }, call);
    const before: { session?: SessionItem; left?: ReturnType<typeof appendPending>['left'] } = {};
    const ended = await services.sessions.change(userId, (found) => {
      if (found.kind !== 'session') return undefined;
      const { session_id, state } = found.session;
      if (session_id !== sessionId || state !== 'active') return undefined;
      before.session = found.session;
      const { broker_token: _, seal: __, version: ___, ...kept } = found.session;
      const { pending_events, left } = appendPending(kept.pending_events, event);
      before.left = left;
      return { ...kept, state: 'ended', pending_events };
    });
    if (ended === undefined || before.session === undefined) {
      throw new ProblemError('SESSION_NOT_FOUND', 'the session was ended or replaced');
    }
    const atBroker = call.body?.at_broker === true ? await invalidate(before.session, services) : 'not_asked';
    await services.trail.publishPending(ended);
    if (before.left !== undefined) await services.trail.publish(before.left);
    const body = { message: MESSAGES[atBroker], user_id: userId, session_id: sessionId, at_broker: atBroker };
    return { body: { success: true as const, ...body } };
  },
});
