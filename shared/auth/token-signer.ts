import { type JWTPayload, SignJWT } from 'jose';
import type { Uuid } from '../events/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { TokenIssuer } from './ports.ts';
import type { SigningKeys } from './signing-keys.ts';
import { ACCESS, ALGORITHM, STATE, type TokenKind, tokenIssuer } from './token-kinds.ts';

interface TokenSignerOptions {
  readonly keys: SigningKeys;
  /** Deployment stage: tokens are valid in one stage only. */
  readonly stage: string;
  readonly clock: Clock;
}

/** Issues all tokens. Throws the errors of the keys. */
export const tokenSigner = ({ keys, stage, clock }: TokenSignerOptions): TokenIssuer => {
  const issue = async (
    { typ, audience }: TokenKind,
    claims: JWTPayload,
    id: Uuid,
    expiresAt: number,
  ): Promise<string> => {
    const key = await keys.current();
    return new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, typ, kid: key.id })
      .setIssuer(tokenIssuer(stage))
      .setAudience(audience)
      .setJti(id)
      .setIssuedAt(Math.floor(clock.now() / 1_000))
      .setExpirationTime(Math.floor(expiresAt / 1_000))
      .sign(key.tokens);
  };

  return {
    issueAccess: ({ userId, sessionId, expiresAt }, id) =>
      issue(ACCESS, { sub: userId, sid: sessionId }, id, expiresAt),

    issueState: ({ id, codeChallenge, expiresAt }) =>
      issue(STATE, { code_challenge: codeChallenge }, id, expiresAt),
  };
};
