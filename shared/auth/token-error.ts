import { AlphaPandaError } from '../errors.ts';

/** Why a token is rejected. Never contains the token. */
export class TokenError extends AlphaPandaError {
  override readonly name = 'TokenError';
  readonly isExpired: boolean;

  constructor(problem: string, isExpired = false) {
    super(isExpired ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID', `the token is rejected: ${problem}`);
    this.isExpired = isExpired;
  }
}
