import { ProblemError } from '../ports/problems.ts';

/** So many in so long, counted in fixed windows. */
export interface RateLimit {
  /** Part of the counter's key. */
  readonly name: string;
  readonly requests: number;
  readonly windowSeconds: number;
}

/** Attempts to log in from one address. */
export const LOGIN_LIMIT: RateLimit = { name: 'login', requests: 20, windowSeconds: 60 };
/** Changes that one user makes. */
export const WRITE_LIMIT: RateLimit = { name: 'write', requests: 120, windowSeconds: 60 };

/** Questions to the broker that one user brings about: its own limits are for all of the app. */
export const VERIFY_LIMIT: RateLimit = { name: 'verify', requests: 10, windowSeconds: 60 };

/** Counts across all environments of a function. */
export interface RequestCounter {
  /**
   * Counts one under a key, unless there are `most` already; false then.
   * @param expiresAt epoch seconds after which the count may be forgotten
   * @throws TransientError when it cannot be counted
   */
  count(id: string, most: number, expiresAt: number): Promise<boolean>;
}

/**
 * Counts a request of somebody.
 * @param now Epoch milliseconds.
 * @throws ProblemError `RATE_LIMITED` with the seconds until the window ends
 */
export const limitRate = async (
  counter: RequestCounter,
  limit: RateLimit,
  who: string,
  now: number,
): Promise<void> => {
  const seconds = Math.floor(now / 1_000);
  const start = seconds - (seconds % limit.windowSeconds);
  const end = start + limit.windowSeconds;
  const taken = await counter.count(`${limit.name}#${who}#${start}`, limit.requests, end + 60);
  if (taken) return;
  throw new ProblemError(
    'RATE_LIMITED',
    `at most ${limit.requests} in ${limit.windowSeconds} seconds are taken`,
    { retryAfter: end - seconds },
  );
};
