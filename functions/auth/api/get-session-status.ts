import * as z from 'zod';
import { LOGIN_METHODS, SESSION_STATES } from '../../../shared/auth/login-method.ts';
import type { AccessClaims } from '../../../shared/auth/ports.ts';
import { kiteUserId, type SessionItem } from '../../../shared/auth/session-item.ts';
import { TokenError } from '../../../shared/auth/token-error.ts';
import { AlphaPandaError } from '../../../shared/errors.ts';
import { uuid } from '../../../shared/events/data/fields.ts';
import { limitRate, VERIFY_LIMIT } from '../../../shared/http/rate-limit.ts';
import type { CallContext } from '../../../shared/http/route.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import { reportTampered } from './report-tampered.ts';
import { type AuthServices, publicRoute } from './services.ts';

const REASONS = [
  'no_token',
  'token_invalid',
  'token_expired',
  'session_not_found',
  'session_ended',
  'session_replaced',
  'session_expired',
  'session_tampered',
  'user_not_allowed',
  'broker_token_refused',
  'broker_token_unreadable',
  'broker_unavailable',
] as const;

const reply = z.strictObject({
  state: z.enum(SESSION_STATES),
  reason: z.enum(REASONS).optional().describe('Why the token is not authenticated'),
  user_id: kiteUserId.optional(),
  user_name: z.string().optional(),
  session_id: uuid.optional(),
  method: z.literal('stored_session').optional().describe('Source of this answer'),
  login_method: z.enum(LOGIN_METHODS).optional().describe('How the session was created'),
  logged_in_at: z.iso.datetime({ precision: 3 }).optional(),
  expires_at: z.iso.datetime({ precision: 3 }).optional(),
  seconds_left: z.int().min(0).optional(),
  verified: z.boolean().optional().describe('Whether Kite accepted its token during this request'),
});
type Status = z.infer<typeof reply>;
type State = Status['state'];
type Reason = (typeof REASONS)[number];

const because = (state: State, reason: Reason, more: Partial<Status> = {}): Status => ({
  state,
  reason,
  ...more,
});

const claimsOf = async (token: string, { tokens }: AuthServices): Promise<AccessClaims | Status> => {
  try {
    return await tokens.verifyAccess(token);
  } catch (thrown) {
    if (!(thrown instanceof TokenError)) throw thrown;
    return thrown.isExpired
      ? because('expired', 'token_expired')
      : because('unauthenticated', 'token_invalid');
  }
};

const described = (session: SessionItem, now: number): Partial<Status> => ({
  user_id: session.user_id,
  user_name: session.user_name,
  session_id: session.session_id,
  method: 'stored_session',
  login_method: session.login_method,
  logged_in_at: session.logged_in_at,
  expires_at: session.expires_at,
  seconds_left: Math.max(0, Math.floor((Date.parse(session.expires_at) - now) / 1_000)),
});

/** Asks Kite whether the stored token is still valid and belongs to this user. */
const verified = async (
  { broker_token: sealed, ...session }: SessionItem,
  known: Partial<Status>,
  { kite, brokerTokens }: AuthServices,
): Promise<Status> => {
  const not = { ...known, verified: false };
  try {
    if (sealed === undefined) return because('error', 'broker_token_unreadable', not);
    const profile = await kite.profile(await brokerTokens.open(sealed, session));
    return profile.userId === session.user_id
      ? { state: 'authenticated', ...known, verified: true }
      : because('error', 'broker_token_refused', not);
  } catch (thrown) {
    if (!(thrown instanceof AlphaPandaError)) throw thrown;
    if (thrown.code === 'TOKEN_UNREADABLE') return because('error', 'broker_token_unreadable', not);
    if (!(thrown instanceof ProblemError)) throw thrown;
    return thrown.problem === 'INVALID_CREDENTIALS'
      ? because('expired', 'broker_token_refused', not)
      : because('error', 'broker_unavailable', not);
  }
};

interface StatusCall extends CallContext {
  readonly bearer: string | undefined;
  readonly sourceIp: string;
}

const statusOf = async (asking: StatusCall, verify: boolean, services: AuthServices): Promise<Status> => {
  const { bearer: token, now } = asking;
  if (token === undefined) return because('unauthenticated', 'no_token');
  const claims = await claimsOf(token, services);
  if ('state' in claims) return claims;
  if (!services.allowedUsers.includes(claims.userId)) return because('unauthenticated', 'user_not_allowed');
  const found = await services.sessions.find(claims.userId);
  if (found.kind === 'none') return because('unauthenticated', 'session_not_found');
  if (found.kind === 'tampered') {
    const addressHash = await services.hashAddress(asking.sourceIp);
    const call = { ...asking, origin: { ...asking.origin, addressHash } };
    await reportTampered(claims.userId, found.problem, call, services);
    return because('error', 'session_tampered');
  }
  const { session } = found;
  if (session.session_id !== claims.sessionId) return because('unauthenticated', 'session_replaced');
  if (session.state !== 'active') return because('unauthenticated', 'session_ended');
  await services.trail.publishPending(session);
  const known = described(session, now);
  if (now >= Date.parse(session.expires_at)) return because('expired', 'session_expired', known);
  if (!verify) return { state: 'authenticated', ...known };
  await limitRate(services.counter, VERIFY_LIMIT, session.user_id, now);
  return verified(session, known, services);
};

export const getSessionStatus = publicRoute({
  operation: 'getSessionStatus',
  method: 'GET',
  path: '/auth/status',
  tag: 'Auth',
  summary: 'Get the session status',
  description:
    'Returns 200 for any token. `state` and `reason` say whether the token is valid and why not. With `verify=true` the API also asks Kite whether its own token is still valid, at most ten times a minute.',
  query: z.strictObject({
    verify: z.enum(['true', 'false']).optional().describe('true asks Kite as well; the default is false'),
  }),
  reply,
  problems: ['RATE_LIMITED', 'UNAVAILABLE'],
  handle: async ({ query, ...asking }, services) => ({
    body: await statusOf(asking, query.verify === 'true', services),
  }),
});
