import type { SessionReader, TokenVerifier } from '../../shared/auth/ports.ts';
import type { SessionItem } from '../../shared/auth/session-item.ts';
import { TokenError } from '../../shared/auth/token-error.ts';
import { AlphaPandaError } from '../../shared/errors.ts';
import type { Origin } from '../../shared/http/origin.ts';
import type { SecurityMetric } from '../../shared/lambda/security-metrics.ts';

/** Why a request is refused, for the log. */
export type Denial =
  | 'no_token'
  | 'token_expired'
  | 'token_invalid'
  | 'user_not_allowed'
  | 'session_not_found'
  | 'session_tampered'
  | 'session_replaced'
  | 'session_ended'
  | 'session_expired'
  | 'unforeseen';

export type Decision =
  | { readonly allowed: true; readonly session: SessionItem }
  | {
      readonly allowed: false;
      readonly reason: Denial;
      readonly userId?: string;
      /** The error of an unforeseen denial. */
      readonly thrown?: unknown;
    };

/** A denial with the origin of the request and its metric. */
export type Denied = Extract<Decision, { readonly allowed: false }> & {
  readonly origin: Origin;
  readonly metric: SecurityMetric | undefined;
};

/** Denials that alert an operator. The others are normal: no token, or the token of a finished session. */
export const METRIC_OF_DENIAL: Readonly<Record<Denial, SecurityMetric | undefined>> = {
  no_token: undefined,
  token_expired: undefined,
  token_invalid: 'tokensRefused',
  user_not_allowed: 'tokensRefused',
  session_not_found: undefined,
  session_tampered: 'sessionsTampered',
  session_replaced: undefined,
  session_ended: undefined,
  session_expired: undefined,
  unforeseen: 'decisionsFailed',
};

export interface AuthorizerServices {
  readonly tokens: Pick<TokenVerifier, 'verifyAccess'>;
  readonly sessions: SessionReader;
  /** Kite user ids that have access. */
  readonly allowedUsers: readonly string[];
  /** Called if the last use of a session could not be recorded, which refuses nothing. */
  readonly onUntouched: (thrown: unknown) => void;
}

const decide = async (
  token: string | undefined,
  now: number,
  { tokens, sessions, allowedUsers, onUntouched }: AuthorizerServices,
): Promise<Decision> => {
  if (token === undefined) return { allowed: false, reason: 'no_token' };
  let userId: string;
  let sessionId: string;
  try {
    ({ userId, sessionId } = await tokens.verifyAccess(token));
  } catch (thrown) {
    if (!(thrown instanceof TokenError)) throw thrown;
    return { allowed: false, reason: thrown.isExpired ? 'token_expired' : 'token_invalid' };
  }
  const denied = (reason: Denial): Decision => ({ allowed: false, reason, userId });
  if (!allowedUsers.includes(userId)) return denied('user_not_allowed');
  const found = await sessions.find(userId);
  if (found.kind === 'none') return denied('session_not_found');
  if (found.kind === 'tampered') return denied('session_tampered');
  const { session } = found;
  if (session.session_id !== sessionId) return denied('session_replaced');
  if (session.state !== 'active') return denied('session_ended');
  if (now >= Date.parse(session.expires_at)) return denied('session_expired');
  await sessions.touch(session, now).catch(onUntouched);
  return { allowed: true, session };
};

/**
 * Decides on a request. It is allowed if the token is valid, its user is on the list, and its session is the account's
 * session: untampered, active and not expired. Everything else is denied.
 * @param now Epoch milliseconds.
 * @throws TransientError if keys or table cannot be read
 */
export const authorize = async (
  token: string | undefined,
  now: number,
  services: AuthorizerServices,
): Promise<Decision> => {
  try {
    return await decide(token, now, services);
  } catch (thrown) {
    if (thrown instanceof AlphaPandaError && thrown.retry === 'retry') throw thrown;
    return { allowed: false, reason: 'unforeseen', thrown };
  }
};
