import type { KeyObject } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import type * as z from 'zod';
import { AlphaPandaError } from '../errors.ts';
import type { Uuid } from '../events/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { TokenVerifier } from './ports.ts';
import type { PublicKeys } from './public-keys.ts';
import { TokenError } from './token-error.ts';
import {
  ACCESS,
  ALGORITHM,
  accessClaims,
  STATE,
  stateClaims,
  type TokenKind,
  tokenHeader,
  tokenIssuer,
} from './token-kinds.ts';

/** No token of ours comes near it. */
const MAX_CHARACTERS = 4_096;
/** Another environment's clock may be ahead by this when it says when it issued a token. */
const CLOCK_TOLERANCE_SECONDS = 5;
/** A session ends at the next 06:00, so no token of ours lives longer. */
const MAX_LIFE_SECONDS = 24 * 60 * 60;

const asUuid = (text: string): Uuid => text as Uuid;

/** What went wrong in jose, in our words: its own errors carry the token's claims. */
const tokenError = (thrown: unknown): Error => {
  if (thrown instanceof AlphaPandaError) return thrown;
  if (thrown instanceof errors.JWTExpired) return new TokenError('it has expired', true);
  if (thrown instanceof errors.JWTClaimValidationFailed)
    return new TokenError(`its claim ${thrown.claim} is not what it has to be`);
  if (thrown instanceof errors.JWSSignatureVerificationFailed)
    return new TokenError('its signature is not ours');
  return new TokenError('it is malformed, or of a kind that is not issued here');
};

interface TokenVerifierOptions {
  readonly keys: PublicKeys;
  /** Deployment stage: a token of one stage is worth nothing in another. */
  readonly stage: string;
  readonly clock: Clock;
}

/**
 * Checks the tokens that this system issues: Ed25519 and nothing else, by the public key that the header names.
 * Whether a token's session still holds is asked of the sessions table, not here.
 */
export const tokenVerifier = ({ keys, stage, clock }: TokenVerifierOptions): TokenVerifier => {
  const keyFor = async (given: unknown, kind: TokenKind): Promise<KeyObject> => {
    const { success, data } = tokenHeader.safeParse(given);
    if (!success || data.typ !== kind.typ) throw new TokenError('its header is not one that is issued here');
    const pair = await keys.find(data.kid);
    if (pair === undefined) throw new TokenError('no key of that id is in use');
    return pair.tokens;
  };

  const verify = async <Claims extends { readonly iat: number; readonly exp: number }>(
    token: string,
    kind: TokenKind,
    schema: z.ZodType<Claims>,
  ): Promise<Claims> => {
    if (token.length > MAX_CHARACTERS) throw new TokenError('it is longer than any that is issued here');
    const now = clock.now();
    let payload: JWTPayload;
    try {
      const verified = await jwtVerify(token, (given) => keyFor(given, kind), {
        algorithms: [ALGORITHM],
        typ: kind.typ,
        issuer: tokenIssuer(stage),
        audience: kind.audience,
        requiredClaims: ['iss', 'aud', 'iat', 'exp', 'jti'],
        currentDate: new Date(now),
        clockTolerance: 0,
      });
      payload = verified.payload;
    } catch (thrown) {
      throw tokenError(thrown);
    }
    const { success, data: claims } = schema.safeParse(payload);
    if (!success) throw new TokenError('its claims are not those that are issued here');
    if (claims.iat > Math.floor(now / 1_000) + CLOCK_TOLERANCE_SECONDS)
      throw new TokenError('it says that it was issued in the future');
    if (claims.exp - claims.iat > MAX_LIFE_SECONDS + CLOCK_TOLERANCE_SECONDS)
      throw new TokenError('it would live longer than a session');
    return claims;
  };

  return {
    async verifyAccess(token) {
      const { sub, sid, exp } = await verify(token, ACCESS, accessClaims);
      return { userId: sub, sessionId: asUuid(sid), expiresAt: exp * 1_000 };
    },

    async verifyState(token) {
      const { jti, code_challenge: codeChallenge, exp } = await verify(token, STATE, stateClaims);
      return { id: asUuid(jti), codeChallenge, expiresAt: exp * 1_000 };
    },
  };
};
