/** Whether trying the same thing again, unchanged, can help. */
export type Retry = 'retry' | 'never';

/**
 * The one error family of the project: a stable `code` for machines, a message that says what was wrong,
 * with which value and what to do, and the `cause` it wraps.
 */
export class AlphaPandaError extends Error {
  /** Written out in each class: `new.target.name` would be what a minifier made of it. */
  override readonly name: string = 'AlphaPandaError';
  readonly code: string;
  readonly retry: Retry;

  constructor(code: string, message: string, options: { retry?: Retry; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retry = options.retry ?? 'never';
  }
}

/** The world outside failed (Kafka, DynamoDB, Kite): the record is fine, its partition waits and is tried again. */
export class TransientError extends AlphaPandaError {
  override readonly name = 'TransientError';

  constructor(code: string, message: string, cause?: unknown) {
    super(code, message, { retry: 'retry', cause });
  }
}

/** This record can never be processed, however often it is tried: it becomes a dead letter. */
export class PoisonError extends AlphaPandaError {
  override readonly name = 'PoisonError';
}

/** Something that a person has to mend before this stage may go on; skipping would lose or double events. */
export class RefusalError extends AlphaPandaError {
  override readonly name = 'RefusalError';
}

/** Settings are missing or wrong; thrown once, at start. */
export class SettingsError extends AlphaPandaError {
  override readonly name = 'SettingsError';

  constructor(message: string, cause?: unknown) {
    super('SETTINGS_INVALID', message, { cause });
  }
}

/** The message of anything that was thrown. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);
