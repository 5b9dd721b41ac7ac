import { KiteError } from '../../../shared/kite/rest/kite-error.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';

const RETRY_AFTER_SECONDS = 2;

/** The problem that an error of Kite's client becomes. Other errors stay what they are. */
export const problemOfKite = (thrown: unknown): unknown => {
  if (!(thrown instanceof KiteError)) return thrown;
  const cause = { cause: thrown };
  if (thrown.status === 429) {
    return new ProblemError('RATE_LIMITED', 'Kite takes three historical requests a second; retry', {
      retryAfter: RETRY_AFTER_SECONDS,
      ...cause,
    });
  }
  switch (thrown.retryClass) {
    case 'login_again':
      return new ProblemError(
        'INVALID_CREDENTIALS',
        'Kite no longer accepts the token of your session; log in again: npm run cli -- login',
        cause,
      );
    case 'retry_later':
      return new ProblemError('ZERODHA_UNAVAILABLE', `${thrown.message}; retry`, {
        retryAfter: RETRY_AFTER_SECONDS,
        ...cause,
      });
    case 'never':
    case 'unknown':
      return thrown.code === 'KITE_REFUSED'
        ? new ProblemError('ZERODHA_REFUSED', thrown.message, cause)
        : new ProblemError('ZERODHA_ERROR', thrown.message, cause);
    default:
      return thrown.retryClass satisfies never;
  }
};
