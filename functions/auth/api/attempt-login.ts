import type { LoginMethod } from '../../../shared/auth/login-method.ts';

import { limitRate, type RateLimit } from '../../../shared/http/rate-limit.ts';
import type { CallContext, Refusals } from '../../../shared/http/route.ts';
import { type ProblemCode, ProblemError } from '../../../shared/ports/problems.ts';
import { loginEvent } from './login-event.ts';
import type { AuthServices } from './services.ts';

/** A call of a login route. */
type LoginCall = CallContext & { readonly sourceIp: string };

/** Shared by all callers that have not logged in before. Each attempt uses one Kite request of the app. */
const NEWCOMERS_LIMIT: RateLimit = { name: 'newcomers', requests: 30, windowSeconds: 60 };
/** Shared by callers that have logged in before. Unknown callers cannot exhaust it and lock the trader out. */
const KNOWN_LIMIT: RateLimit = { name: 'known-callers', requests: 60, windowSeconds: 60 };

/** Problems that count as a refused login. */
export const REFUSALS: Refusals = {
  metric: 'loginsRefused',
  codes: ['INVALID_STATE', 'INVALID_CREDENTIALS', 'USER_NOT_ALLOWED', 'STATE_ALREADY_USED', 'RATE_LIMITED'],
};

/**
 * Refusals of unknown users that become audit events. Rate-limited attempts are only counted and logged: otherwise a
 * flood of requests would flood the audit trail.
 */
const AUDITED: ReadonlySet<ProblemCode> = new Set([
  'INVALID_STATE',
  'INVALID_CREDENTIALS',
  'STATE_ALREADY_USED',
]);

/** Stands for an unverified user. Kite user ids have no lower-case letters. */
const NO_USER = 'unknown';

const admit = async ({ origin, now }: LoginCall, { counter, knownCallers }: AuthServices): Promise<void> => {
  const { addressHash } = origin;
  const isKnown = addressHash !== undefined && (await knownCallers.has(addressHash, now));
  await limitRate(counter, isKnown ? KNOWN_LIMIT : NEWCOMERS_LIMIT, 'all', now);
};

/**
 * Counts a login attempt, runs it, and publishes an audit event if it is refused.
 * @throws ProblemError `RATE_LIMITED`, and errors of `logIn`
 */
export const attemptLogin = async <Call extends LoginCall, Answer>(
  given: Call,
  method: LoginMethod,
  services: AuthServices,
  logIn: (call: Call) => Promise<Answer>,
): Promise<Answer> => {
  const addressHash = await services.hashAddress(given.sourceIp);
  const call = { ...given, origin: { ...given.origin, addressHash } };
  await admit(call, services);
  try {
    return await logIn(call);
  } catch (thrown) {
    if (thrown instanceof ProblemError && AUDITED.has(thrown.problem)) {
      const reason = `login by ${method}: ${thrown.problem}`;
      await services.trail.publish(loginEvent({ action: 'login_refused', userId: NO_USER, reason }, call));
    }
    throw thrown;
  }
};
