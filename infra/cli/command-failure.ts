import { AlphaPandaError } from '../../shared/errors.ts';
import type { Ending } from './exit-codes.ts';

/** Why a command ends without having done what it was asked: one line for a person, an exit code for a script. */
export class CommandFailure extends AlphaPandaError {
  override readonly name = 'CommandFailure';
  readonly ending: Ending;

  constructor(
    ending: Exclude<Ending, 'ok'>,
    code: string,
    message: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(code, message, options);
    this.ending = ending;
  }
}

/** The command line is wrong. */
export const usageError = (message: string): CommandFailure => new CommandFailure('usage', 'USAGE', message);
