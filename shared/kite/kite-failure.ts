import * as z from 'zod';
import { AlphaPandaError } from '../errors.ts';
import { ProblemError } from '../http/problems.ts';

/** What `kiteconnect` rejects with: a plain object, or whatever went wrong in it. */
const rejection = z.object({ error_type: z.string() });

const RETRY_AFTER_SECONDS = 2;

/**
 * A rejection of `kiteconnect` as what the caller is told. Nothing of it is passed on, not even as a cause: it may
 * be axios's own error, and that has the whole request in it, token included.
 */
export const kiteFailure = (thrown: unknown): AlphaPandaError => {
  if (thrown instanceof AlphaPandaError) return thrown;
  switch (rejection.safeParse(thrown).data?.error_type) {
    case 'TokenException':
      return new ProblemError(
        'INVALID_CREDENTIALS',
        'get a new token at Kite: this one is wrong or has ended',
      );
    case 'NetworkException':
      return new ProblemError('ZERODHA_UNAVAILABLE', 'Kite did not answer, or is too busy; try again', {
        retryAfter: RETRY_AFTER_SECONDS,
      });
    default:
      return new ProblemError('ZERODHA_ERROR', 'Kite answered with something that is not understood here');
  }
};
