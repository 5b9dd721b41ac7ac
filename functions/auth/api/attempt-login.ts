import type { LoginMethod } from '../../../shared/auth/login-method.ts';
import type { Uuid } from '../../../shared/events/ids.ts';
import type { Origin } from '../../../shared/http/origin.ts';
import { limitRate, type RateLimit } from '../../../shared/http/rate-limit.ts';
import type { Refusals } from '../../../shared/http/route.ts';
import { type ProblemCode, ProblemError } from '../../../shared/ports/problems.ts';
import { loginEvent } from './login-event.ts';
import type { AuthServices } from './services.ts';

/** A call of a route that logs in. */
interface LoginCall {
  readonly now: number;
  readonly correlationId: Uuid;
  readonly sourceIp: string;
  readonly origin: Origin;
  newId(): Uuid;
}

/** Logins of all callers together who have not logged in before: each costs the app one of Kite's requests. */
const NEWCOMERS_LIMIT: RateLimit = { name: 'newcomers', requests: 30, windowSeconds: 60 };
/** Of all who have. Strangers cannot use it up, so that they cannot keep the trader out. */
const KNOWN_LIMIT: RateLimit = { name: 'known-callers', requests: 60, windowSeconds: 60 };

/** Answers that say that a login was refused. */
export const REFUSALS: Refusals = {
  metric: 'loginsRefused',
  codes: ['INVALID_STATE', 'INVALID_CREDENTIALS', 'USER_NOT_ALLOWED', 'STATE_ALREADY_USED', 'RATE_LIMITED'],
};

/**
 * Refusals that the trail is told of here, where no user is known. What a limit has refused is counted and logged, and
 * not told one by one: that would carry a flood into the trail.
 */
const TOLD: ReadonlySet<ProblemCode> = new Set([
  'INVALID_STATE',
  'INVALID_CREDENTIALS',
  'STATE_ALREADY_USED',
]);

/** Who stands for a user whom nobody has vouched for. No Kite user id is in lower case. */
const NO_USER = 'unknown';

const admit = async ({ origin, now }: LoginCall, { counter, knownCallers }: AuthServices): Promise<void> => {
  const { addressHash } = origin;
  const isKnown = addressHash !== undefined && (await knownCallers.has(addressHash, now));
  await limitRate(counter, isKnown ? KNOWN_LIMIT : NEWCOMERS_LIMIT, 'all', now);
};

/**
 * Tries to log somebody in: counts it with those of all other callers, and tells the trail where it was refused.
 * @throws ProblemError `RATE_LIMITED`, and whatever `logIn` throws
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
    if (thrown instanceof ProblemError && TOLD.has(thrown.problem)) {
      const reason = `login by ${method}: ${thrown.problem}`;
      await services.trail.publish(loginEvent({ action: 'login_refused', userId: NO_USER, reason }, call));
    }
    throw thrown;
  }
};
