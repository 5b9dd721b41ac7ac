import { AlphaPandaError } from '../../shared/errors.ts';
import type { Ending } from './exit-codes.ts';

/** The failure of a command: a one-line message and an exit code. */
export class CommandFailure extends AlphaPandaError {
  override readonly name = 'CommandFailure';
  readonly ending: Exclude<Ending, 'ok'>;
  /** Seconds after which the API takes the same request again. */
  readonly retryAfter: number | undefined;

  constructor(
    ending: Exclude<Ending, 'ok'>,
    code: string,
    message: string,
    options: { readonly cause?: unknown; readonly retryAfter?: number | undefined } = {},
  ) {
    super(code, message, options);
    this.ending = ending;
    this.retryAfter = options.retryAfter;
  }
}

/** The error of an invalid command line. */
export const usageError = (message: string): CommandFailure => new CommandFailure('usage', 'USAGE', message);
