import type { SessionReader, TokenVerifier } from '../../shared/auth/ports.ts';
import type { SessionItem } from '../../shared/auth/session-item.ts';
import { TokenError } from '../../shared/auth/token-error.ts';
import { AlphaPandaError } from '../../shared/errors.ts';
import type { Origin } from '../../shared/http/origin.ts';
import type { SecurityMetric } from '../../shared/lambda/security-metrics.ts';

/** Why somebody is kept out, for the log. */
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
      /** What went wrong, where nobody foresaw it. */
      readonly thrown?: unknown;
    };

/** A decision against a caller, with where they came from and what it counts as. */
export type Denied = Extract<Decision, { readonly allowed: false }> & {
  readonly origin: Origin;
  readonly metric: SecurityMetric | undefined;
};

/** What a person is told of. The others come about every day: no token, or that of a session that is over. */
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
  /** Kite user ids that may come in; nobody else may. */
  readonly allowedUsers: readonly string[];
  /** Is told why the use of a session could not be noted; that keeps nobody out. */
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
 * Whether whoever has this token may come in: the token is ours and lives, its user is still on the list, and its
 * session is the account's session as we wrote it, active and not over. Everything else is a no.
 * @param now Epoch milliseconds.
 * @throws TransientError where keys or table cannot be read: then nobody knows
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
