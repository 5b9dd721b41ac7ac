import { AlphaPandaError } from '../../errors.ts';

/**
 * What a caller may do after a failed request. `retry_later`: the same request again, after a pause. `login_again`: the
 * token is invalid. `never`: the same request fails again. `unknown`: Kite may have done it.
 */
type RetryClass = 'retry_later' | 'login_again' | 'never' | 'unknown';

interface KiteErrorOptions {
  readonly retryClass: RetryClass;
  /** HTTP status; absent without a response. */
  readonly status?: number | undefined;
  /** Kite's `error_type`, such as `TokenException`. Kite documents its values as an open set. */
  readonly errorType?: string | undefined;
}

/**
 * A request to Kite failed. The error has nothing of the request, and no cause: a cause of `fetch` may contain the token.
 */
export class KiteError extends AlphaPandaError {
  override readonly name = 'KiteError';
  readonly retryClass: RetryClass;
  readonly status: number | undefined;
  readonly errorType: string | undefined;

  constructor(code: string, message: string, { retryClass, status, errorType }: KiteErrorOptions) {
    super(code, message, { retry: retryClass === 'retry_later' ? 'retry' : 'never' });
    this.retryClass = retryClass;
    this.status = status;
    this.errorType = errorType;
  }
}

const MAX_TEXT = 300;

/** Kite's text on one line, at most 300 characters, without the words that are secret. */
const cleanText = (text: string, secrets: readonly string[]): string =>
  secrets
    .reduce((clean, secret) => clean.replaceAll(secret, '…'), text)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, MAX_TEXT);

/** Statuses at which Kite or its gateway is overloaded or down. */
const BUSY: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

const classOf = (status: number, errorType: string): RetryClass => {
  if (errorType === 'TokenException') return 'login_again';
  return BUSY.has(status) || errorType === 'NetworkException' ? 'retry_later' : 'never';
};

/** The error of a response of Kite with `"status": "error"`. */
export const refusedByKite = (
  status: number,
  { error_type: errorType, message }: { readonly error_type: string; readonly message: string },
  secrets: readonly string[],
): KiteError => {
  const type = cleanText(errorType, secrets);
  return new KiteError(
    'KITE_REFUSED',
    `Kite answered ${status} ${type}: ${cleanText(message, secrets) || 'no text'}`,
    { retryClass: classOf(status, type), status, errorType: type },
  );
};

/** The error of a page or a text, which a gateway sends in Kite's place, also with status 200. */
export const notFromKite = (status: number, what: string): KiteError =>
  new KiteError('KITE_NO_JSON', `Kite answered ${status} with ${what}`, {
    retryClass: status === 200 || BUSY.has(status) ? 'retry_later' : 'never',
    status,
  });

/** The error of a response whose fields are not those of Kite's docs. @param field the first that is invalid */
export const unexpectedAnswer = (status: number, field: string): KiteError =>
  new KiteError('KITE_UNEXPECTED', `Kite's answer has no valid ${field}`, { retryClass: 'never', status });

/** The error code of a network failure, such as `ECONNREFUSED`. Its message may quote the address with its query. */
const networkCode = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return 'unknown';
  if ('code' in thrown && typeof thrown.code === 'string' && /^[A-Z_\d]{1,40}$/.test(thrown.code)) {
    return thrown.code;
  }
  return thrown.cause === undefined || thrown.cause === thrown ? thrown.name : networkCode(thrown.cause);
};

/** The error of a request without a whole response. */
export const noAnswer = (thrown: unknown, timeoutMs: number): KiteError => {
  if (thrown instanceof KiteError) return thrown;
  if (thrown instanceof Error && thrown.name === 'TimeoutError') {
    return new KiteError('KITE_TIMEOUT', `Kite did not answer within ${timeoutMs} ms`, {
      retryClass: 'retry_later',
    });
  }
  return new KiteError('KITE_UNREACHABLE', `the connection to Kite failed (${networkCode(thrown)})`, {
    retryClass: 'retry_later',
  });
};
