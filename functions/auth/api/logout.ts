import * as z from 'zod';
import { appendPending } from '../../../shared/auth/append-pending.ts';
import { kiteUserId, type SessionItem } from '../../../shared/auth/session-item.ts';
import { uuid } from '../../../shared/events/data/fields.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import { loginEvent } from './login-event.ts';
import { type AuthServices, sessionRoute } from './services.ts';

type AtBroker = 'not_asked' | 'invalidated' | 'failed';

/** Ends the token at Kite; that this may fail changes nothing here. */
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
  invalidated: 'Logged out, at Kite too.',
  failed: 'Logged out here. Kite did not confirm: end the session at Kite yourself, or it ends at 06:00.',
};

export const logout = sessionRoute({
  operation: 'logout',
  method: 'POST',
  path: '/auth/logout',
  tag: 'Auth',
  summary: 'End the session, at Kite too if asked',
  description: 'Live trading stops with it: the engine has no login any more.',
  body: z
    .strictObject({
      at_broker: z
        .boolean()
        .optional()
        .describe("Whether to end the broker's token at Kite too; false where left out"),
    })
    .optional(),
  reply: z.strictObject({
    success: z.literal(true),
    message: z.string(),
    user_id: kiteUserId,
    session_id: uuid,
    at_broker: z
      .enum(['not_asked', 'invalidated', 'failed'])
      .describe('What became of the token at Kite; the session has ended here in any case'),
  }),
  who: 'viewer',
  writes: true,
  // It shuts out whoever else has the token, who could fill the counter before.
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
    if (ended === undefined || before.session === undefined)
      throw new ProblemError('SESSION_NOT_FOUND', 'this session was ended or replaced');
    const atBroker = call.body?.at_broker === true ? await invalidate(before.session, services) : 'not_asked';
    await services.trail.publishPending(ended);
    if (before.left !== undefined) await services.trail.publish(before.left);
    const body = { message: MESSAGES[atBroker], user_id: userId, session_id: sessionId, at_broker: atBroker };
    return { body: { success: true as const, ...body } };
  },
});
