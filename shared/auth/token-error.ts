import { AlphaPandaError } from '../errors.ts';

/** Why a token of ours is not taken. Says nothing of the token itself. */
export class TokenError extends AlphaPandaError {
  override readonly name = 'TokenError';
  readonly isExpired: boolean;

  constructor(problem: string, isExpired = false) {
    super(isExpired ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID', `the token is not taken: ${problem}`);
    this.isExpired = isExpired;
  }
}
