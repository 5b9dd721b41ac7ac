import * as z from 'zod';
import { AlphaPandaError } from '../../../shared/errors.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';

/** An error that Kite returned: "Response structure" of Kite Connect's docs. */
const answerOfKite = z.object({ status: z.literal('error'), error_type: z.string() });

/** An error that `kiteconnect` creates itself: for an HTML page, a gateway error, a broken connection. */
const answerOfClient = z.object({ error_type: z.string(), status: z.undefined().optional() });

/** Whether the client created it. It returns an HTML page with status 200 like a response. */
export const madeByClient = (answer: unknown): boolean => answerOfClient.safeParse(answer).success;

/** Errors of axios before a request is sent, and of an aborted request. */
const axiosError = z
  .object({ isAxiosError: z.literal(true) })
  .or(z.object({ name: z.literal('CanceledError') }));

const RETRY_AFTER_SECONDS = 2;

const unavailable = (): ProblemError =>
  new ProblemError('ZERODHA_UNAVAILABLE', 'Kite did not answer or is overloaded; retry', {
    retryAfter: RETRY_AFTER_SECONDS,
  });

const FRAME = /^\s+at .*$/m;

/** An error of our code or a library: reports only name and location, because the message may quote a token. */
const ownFailure = (thrown: unknown): AlphaPandaError => {
  const [name, place] =
    thrown instanceof Error
      ? [thrown.name, FRAME.exec((thrown.stack ?? '').replace(thrown.message, ''))?.[0].trim()]
      : [typeof thrown, undefined];
  return new AlphaPandaError(
    'KITE_CLIENT_FAILED',
    `the Kite client failed before Kite answered: ${name} ${place ?? ''}`.trim(),
  );
};

/**
 * The problem that a rejection of `kiteconnect` becomes. The result contains nothing of the rejection, also not as a
 * cause: an axios error contains the whole request with its token.
 */
export const kiteFailure = (thrown: unknown): AlphaPandaError => {
  if (thrown instanceof AlphaPandaError) return thrown;
  if (madeByClient(thrown) || axiosError.safeParse(thrown).success) return unavailable();
  switch (answerOfKite.safeParse(thrown).data?.error_type) {
    case undefined:
      return ownFailure(thrown);
    case 'TokenException':
      return new ProblemError(
        'INVALID_CREDENTIALS',
        'get a new token from Kite: this one is invalid or expired',
      );
    case 'NetworkException':
      return unavailable();
    default:
      return new ProblemError('ZERODHA_ERROR', 'Kite returned an unexpected error');
  }
};
