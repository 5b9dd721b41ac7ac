import { AlphaPandaError } from '../errors.ts';

/**
 * HTTP status and title of each problem code. Codes are a contract: clients switch on them. The API documentation is
 * generated from this table.
 */
export const PROBLEMS = {
  INVALID_REQUEST: { status: 400, title: 'Invalid request' },
  BODY_NOT_JSON: { status: 400, title: 'Request body is not valid JSON' },
  BODY_TOO_DEEP: { status: 400, title: 'Request body is nested too deeply' },
  INVALID_CURSOR: { status: 400, title: 'Invalid cursor' },
  INVALID_STATE: { status: 400, title: 'Invalid login state' },
  UNAUTHENTICATED: { status: 401, title: 'Authentication required' },
  INVALID_CREDENTIALS: { status: 401, title: 'Zerodha rejected the credentials' },
  SESSION_EXPIRED: { status: 401, title: 'Session expired' },
  SESSION_NOT_FOUND: { status: 401, title: 'Session not found' },
  USER_NOT_ALLOWED: { status: 403, title: 'User not allowed' },
  NOT_PERMITTED: { status: 403, title: 'Permission denied' },
  STEP_UP_REQUIRED: { status: 403, title: 'Second factor required' },
  CODE_REFUSED: { status: 403, title: 'Code rejected' },
  STOP_TOKEN_REFUSED: { status: 403, title: 'Stop token rejected' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  ALREADY_EXISTS: { status: 409, title: 'Already exists' },
  STATE_ALREADY_USED: { status: 409, title: 'Login state already used' },
  LATCH_MISMATCH: { status: 409, title: 'Latch id does not match' },
  NOT_REDRIVABLE: { status: 409, title: 'Dead letter cannot be redriven' },
  VERSION_MISMATCH: { status: 412, title: 'Version mismatch' },
  BODY_TOO_LARGE: { status: 413, title: 'Request body too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'Content type must be application/json' },
  INVALID_PARAMETERS: { status: 422, title: 'Invalid parameters' },
  CONFIRMATION_REQUIRED: { status: 422, title: 'Confirmation required' },
  ZERODHA_REFUSED: { status: 422, title: 'Zerodha refused the request' },
  VERSION_REQUIRED: { status: 428, title: 'If-Match header required' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  INTERNAL_ERROR: { status: 500, title: 'Internal error' },
  ZERODHA_ERROR: { status: 502, title: 'Unexpected response from Zerodha' },
  ZERODHA_UNAVAILABLE: { status: 503, title: 'Zerodha is unavailable' },
  NOT_CONFIGURED: { status: 503, title: 'Deployment is not configured' },
  UNAVAILABLE: { status: 503, title: 'Service temporarily unavailable' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One invalid field. */
export interface FieldProblem {
  /** `body.quantity`, `query.limit`. */
  readonly field: string;
  readonly problem: string;
}

/**
 * An error that the caller sees. `detail` goes into the response, so it never contains a secret, nor the value of a
 * field that may hold one.
 */
export class ProblemError extends AlphaPandaError {
  override readonly name = 'ProblemError';
  readonly problem: ProblemCode;
  readonly fields: readonly FieldProblem[];
  /** Seconds after which a retry may succeed. */
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

/** Seconds after which a caller may retry when a dependency was unreachable. */
const RETRY_AFTER = 1;

/** The problem that a thrown value becomes. An unexpected error becomes INTERNAL_ERROR without its message. */
export const problemOf = (thrown: unknown): ProblemError => {
  if (thrown instanceof ProblemError) return thrown;
  if (thrown instanceof AlphaPandaError && thrown.retry === 'retry') {
    return new ProblemError(
      'UNAVAILABLE',
      'retry in a moment; the log names the dependency that did not answer',
      {
        retryAfter: RETRY_AFTER,
        cause: thrown,
      },
    );
  }
  return new ProblemError('INTERNAL_ERROR', 'search the log for the correlation id', { cause: thrown });
};
