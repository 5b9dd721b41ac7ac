/** Whether a retry of the same operation can succeed. */
export type Retry = 'retry' | 'never';

/**
 * The base of all errors of the project. `code` is stable, for programs. The message says what was wrong,
 * with which value, and what to do. `cause` is the error that it wraps.
 */
export class AlphaPandaError extends Error {
  /** A literal in each class, because a minifier changes `new.target.name`. */
  override readonly name: string = 'AlphaPandaError';
  readonly code: string;
  readonly retry: Retry;

  constructor(code: string, message: string, options: { retry?: Retry; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retry = options.retry ?? 'never';
  }
}

/** An external service failed (Kafka, DynamoDB, Kite). The record is valid; its partition waits for a retry. */
export class TransientError extends AlphaPandaError {
  override readonly name = 'TransientError';

  constructor(code: string, message: string, cause?: unknown) {
    super(code, message, { retry: 'retry', cause });
  }
}

/** The record cannot be processed, and no retry helps. It becomes a dead letter. */
export class PoisonError extends AlphaPandaError {
  override readonly name = 'PoisonError';
}

/** A fault that an operator must fix before the stage continues. To skip it would lose or duplicate events. */
export class RefusalError extends AlphaPandaError {
  override readonly name = 'RefusalError';
}

/** Settings are missing or invalid. Thrown once, at start. */
export class SettingsError extends AlphaPandaError {
  override readonly name = 'SettingsError';

  constructor(message: string, cause?: unknown) {
    super('SETTINGS_INVALID', message, { cause });
  }
}

/** The message of any thrown value. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);
