import { AlphaPandaError } from '../errors.ts';

/**
 * The one table from what went wrong to an HTTP status. A code is a contract: clients switch on it. The API's
 * documentation is made from this.
 */
export const PROBLEMS = {
  INVALID_REQUEST: { status: 400, title: 'The request is malformed' },
  BODY_NOT_JSON: { status: 400, title: 'The body is not JSON' },
  BODY_TOO_DEEP: { status: 400, title: 'The body is nested too deep' },
  INVALID_CURSOR: { status: 400, title: 'The cursor is not one of this list' },
  INVALID_STATE: { status: 400, title: 'The login state is not valid' },
  UNAUTHENTICATED: { status: 401, title: 'Not logged in' },
  INVALID_CREDENTIALS: { status: 401, title: 'Zerodha does not accept these credentials' },
  SESSION_EXPIRED: { status: 401, title: 'The session has expired' },
  SESSION_NOT_FOUND: { status: 401, title: 'Session not found' },
  USER_NOT_ALLOWED: { status: 403, title: 'This user may not log in here' },
  NOT_PERMITTED: { status: 403, title: 'Your role may not do this' },
  STEP_UP_REQUIRED: { status: 403, title: 'A second factor is required' },
  CODE_REFUSED: { status: 403, title: 'The code was not accepted' },
  STOP_TOKEN_REFUSED: { status: 403, title: 'The stop token was not accepted' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  ALREADY_EXISTS: { status: 409, title: 'It exists already' },
  STATE_ALREADY_USED: { status: 409, title: 'The login state has been used' },
  LATCH_MISMATCH: { status: 409, title: 'Another daily loss is latched, or none' },
  NOT_REDRIVABLE: { status: 409, title: 'This dead letter cannot be sent again' },
  VERSION_MISMATCH: { status: 412, title: 'The version has changed' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The body has to be application/json' },
  INVALID_PARAMETERS: { status: 422, title: 'The values do not fit' },
  CONFIRMATION_REQUIRED: { status: 422, title: 'This needs a confirmation' },
  VERSION_REQUIRED: { status: 428, title: 'Say which version you mean' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  INTERNAL_ERROR: { status: 500, title: 'Something went wrong here' },
  ZERODHA_ERROR: { status: 502, title: 'Zerodha answered with an error' },
  ZERODHA_UNAVAILABLE: { status: 503, title: 'Zerodha cannot be reached' },
  NOT_CONFIGURED: { status: 503, title: 'This deployment is not set up yet' },
  UNAVAILABLE: { status: 503, title: 'Something that this needs cannot be reached' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One field that is wrong. */
export interface FieldProblem {
  /** `body.quantity`, `query.limit`. */
  readonly field: string;
  readonly problem: string;
}

/**
 * Something that the caller is told about. `detail` is shown to whoever asked, so it never has a secret in it, nor
 * the value of a field that may hold one.
 */
export class ProblemError extends AlphaPandaError {
  override readonly name = 'ProblemError';
  readonly problem: ProblemCode;
  readonly fields: readonly FieldProblem[];
  /** Seconds after which trying again may help. */
  readonly retryAfter: number | undefined;

  constructor(
    problem: ProblemCode,
    detail: string,
    options: {
      readonly fields?: readonly FieldProblem[];
      readonly retryAfter?: number;
      readonly cause?: unknown;
    } = {},
  ) {
    super(problem, detail, options.cause === undefined ? {} : { cause: options.cause });
    this.problem = problem;
    this.fields = options.fields ?? [];
    this.retryAfter = options.retryAfter;
  }
}

/** Seconds after which a caller may try again where something was out of reach. */
const RETRY_AFTER = 1;

/** Anything that was thrown, as what the caller is told: of what nobody foresaw, nothing but that it happened. */
export const problemOf = (thrown: unknown): ProblemError => {
  if (thrown instanceof ProblemError) return thrown;
  if (thrown instanceof AlphaPandaError && thrown.retry === 'retry') {
    return new ProblemError('UNAVAILABLE', 'try again in a moment; the log says what is out of reach', {
      retryAfter: RETRY_AFTER,
      cause: thrown,
    });
  }
  return new ProblemError('INTERNAL_ERROR', 'the log says more under the correlation id', { cause: thrown });
};
