import * as z from 'zod';
import { AlphaPandaError } from '../../../shared/errors.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';

/** Kite's own word that something is wrong: "Response structure" of Kite Connect's docs. */
const answerOfKite = z.object({ status: z.literal('error'), error_type: z.string() });

/** What `kiteconnect` makes up itself where no answer of Kite's came: a page, a gateway's error, a broken connection. */
const answerOfClient = z.object({ error_type: z.string(), status: z.undefined().optional() });

/** Whether the client made it up. It gives a page with status 200 as if it were an answer. */
export const madeByClient = (answer: unknown): boolean => answerOfClient.safeParse(answer).success;

/** What axios throws before there is a request, and what an aborted one ends in. */
const axiosError = z
  .object({ isAxiosError: z.literal(true) })
  .or(z.object({ name: z.literal('CanceledError') }));

const RETRY_AFTER_SECONDS = 2;

const unavailable = (): ProblemError =>
  new ProblemError('ZERODHA_UNAVAILABLE', 'Kite did not answer, or is too busy; try again', {
    retryAfter: RETRY_AFTER_SECONDS,
  });

const FRAME = /^\s+at .*$/m;

/** An error of our own code or of a library: by name and place alone, for its message may quote a token. */
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
 * A rejection of `kiteconnect` as what the caller is told. Only what Kite itself answered is called Kite's. Nothing of
 * the rejection is passed on, not even as a cause: it may be axios's own error, and that has the whole request in it,
 * token included.
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
        'get a new token at Kite: this one is wrong or has ended',
      );
    case 'NetworkException':
      return unavailable();
    default:
      return new ProblemError('ZERODHA_ERROR', 'Kite answered with something that is not understood here');
  }
};
