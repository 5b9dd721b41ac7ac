import { ProblemError } from '../ports/problems.ts';

/** Requests per fixed window. */
export interface RateLimit {
  /** Part of the counter's key. */
  readonly name: string;
  readonly requests: number;
  readonly windowSeconds: number;
}

/** Login attempts of one address. */
export const LOGIN_LIMIT: RateLimit = { name: 'login', requests: 20, windowSeconds: 60 };
/** Changes of one user. */
export const WRITE_LIMIT: RateLimit = { name: 'write', requests: 120, windowSeconds: 60 };

/** Broker requests that one user causes. Kite's own limits apply to the whole app. */
export const VERIFY_LIMIT: RateLimit = { name: 'verify', requests: 10, windowSeconds: 60 };

/** Historical requests of all users to Kite, which counts them by app. */
export const KITE_HISTORY_LIMIT: RateLimit = { name: 'kite-history', requests: 3, windowSeconds: 1 };
/** Historical requests of one user: a fifth of the app's stays for others. */
export const HISTORY_LIMIT: RateLimit = { name: 'history', requests: 144, windowSeconds: 60 };

/** Counts across all execution environments of a function. */
export interface RequestCounter {
  /**
   * Adds one to a counter; returns false if it has already reached `most`.
   * @param expiresAt Epoch seconds after which the counter may be deleted.
   * @throws TransientError if the counter is unavailable
   */
  count(id: string, most: number, expiresAt: number): Promise<boolean>;
}

/**
 * Counts a request of one caller.
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
    `the limit is ${limit.requests} requests in ${limit.windowSeconds} seconds`,
    { retryAfter: end - seconds },
  );
};
