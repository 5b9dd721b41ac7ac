import * as z from 'zod';
import { appendPending } from '../../../shared/auth/append-pending.ts';
import { accountId } from '../../../shared/auth/current-session.ts';
import type { LoginMethod } from '../../../shared/auth/login-method.ts';
import type { FoundSession } from '../../../shared/auth/ports.ts';
import { nextSessionExpiry } from '../../../shared/auth/session-expiry.ts';
import { kiteUserId, type SessionContent } from '../../../shared/auth/session-item.ts';
import { uuid } from '../../../shared/events/data/fields.ts';
import type { Uuid } from '../../../shared/events/ids.ts';
import type { CallContext } from '../../../shared/http/route.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import { loginEvent } from './login-event.ts';
import { reportTampered } from './report-tampered.ts';
import type { AuthServices } from './services.ts';

const SECONDS_KEPT = 7 * 24 * 60 * 60;
/** How long an address counts as known after a login. */
const KNOWN_FOR_MS = 90 * 24 * 60 * 60 * 1_000;

/** The reply of both login routes. */
export const loginReply = z.strictObject({
  success: z.literal(true),
  message: z.string(),
  user_id: kiteUserId.describe('Kite user id of the account'),
  session_id: uuid,
  access_token: z
    .string()
    .describe("Alpha Panda's token, for `Authorization: Bearer`. The API never returns the broker token"),
  expires_at: z.iso
    .datetime({ precision: 3 })
    .describe('The next 06:00 in India, when Kite ends every session'),
});
type LoginReply = z.infer<typeof loginReply>;

interface Login {
  readonly accessToken: string;
  readonly method: Exclude<LoginMethod, 'stored_session'>;
}

const startedEvent = (
  found: FoundSession,
  session: Omit<SessionContent, 'pending_events'> & { readonly session_id: Uuid },
  call: CallContext,
) => {
  const { user_id: userId, session_id: sessionId, login_method: method, expires_at: until } = session;
  const replaced =
    found.kind === 'session' && found.session.state === 'active' ? found.session.session_id : undefined;
  const change = (field: string, after: string) => ({ field, after: JSON.stringify(after) });
  return loginEvent(
    {
      action: 'session_started',
      userId,
      sessionId,
      reason: replaced === undefined ? `login by ${method}` : `login by ${method}, which replaces another`,
      changes: [
        {
          ...change('session_id', sessionId),
          ...(replaced !== undefined && { before: JSON.stringify(replaced) }),
        },
        change('login_method', method),
        change('expires_at', until),
      ],
    },
    call,
  );
};

/**
 * Creates a session from a broker token: asks Kite for its user, checks that the user may log in, and replaces the
 * account's session in one write.
 * @throws ProblemError as KiteSessions, `USER_NOT_ALLOWED` and `NOT_CONFIGURED`
 */
export const startSession = async (
  { accessToken, method }: Login,
  call: CallContext,
  services: AuthServices,
): Promise<LoginReply> => {
  if (services.allowedUsers.length === 0) {
    throw new ProblemError(
      'NOT_CONFIGURED',
      'no user may log in: deploy with --param zerodhaUserIds=<your Kite user id>',
    );
  }
  const { userId, userName, userShortname, email } = await services.kite.profile(accessToken);
  if (!services.allowedUsers.includes(userId)) {
    const reason = `login by ${method}: not among the users of this deployment`;
    await services.trail.publish(loginEvent({ action: 'login_refused', userId, reason }, call));
    throw new ProblemError('USER_NOT_ALLOWED', 'ask the operator of this deployment to add your user id');
  }
  const sessionId = call.newId();
  const expiresAt = nextSessionExpiry(call.now);
  const binding = {
    account_id: accountId(userId),
    user_id: userId,
    session_id: sessionId,
    expires_at: new Date(expiresAt).toISOString(),
  };
  const now = new Date(call.now).toISOString();
  const session = {
    ...binding,
    broker: 'zerodha',
    user_name: userName,
    user_shortname: userShortname,
    email,
    login_method: method,
    state: 'active',
    logged_in_at: now,
    last_active_at: now,
    delete_after: Math.ceil(expiresAt / 1_000) + SECONDS_KEPT,
    broker_token: await services.brokerTokens.seal(accessToken, binding),
  } as const;
  const token = await services.tokens.issueAccess({ userId, sessionId, expiresAt }, call.newId());
  const left: { event?: ReturnType<typeof appendPending>['left']; tampered?: string | undefined } = {};
  const saved = await services.sessions.change(userId, (found) => {
    const before = found.kind === 'session' ? found.session.pending_events : [];
    const { pending_events, left: event } = appendPending(before, startedEvent(found, session, call));
    left.event = event;
    left.tampered = found.kind === 'tampered' ? found.problem : undefined;
    return { ...session, pending_events };
  });
  services.onDone('session_started');
  if (call.origin.addressHash !== undefined) {
    await services.knownCallers.remember(call.origin.addressHash, call.now + KNOWN_FOR_MS);
  }
  if (left.tampered !== undefined) await reportTampered(userId, left.tampered, call, services);
  if (saved !== undefined) await services.trail.publishPending(saved);
  if (left.event !== undefined) await services.trail.publish(left.event);
  return {
    success: true,
    message: `Logged in as ${userShortname || userId}.`,
    user_id: userId,
    session_id: sessionId,
    access_token: token,
    expires_at: binding.expires_at,
  };
};
