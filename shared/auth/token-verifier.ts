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

/** Far above the length of any issued token. */
const MAX_CHARACTERS = 4_096;
/** The issuer's clock may be ahead by this. */
const CLOCK_TOLERANCE_SECONDS = 5;
/** A session ends at the next 06:00, so no token is valid for longer. */
const MAX_LIFE_SECONDS = 24 * 60 * 60;

const asUuid = (text: string): Uuid => text as Uuid;

/** Converts an error of jose, whose errors contain the token's claims. */
const tokenError = (thrown: unknown): Error => {
  if (thrown instanceof AlphaPandaError) return thrown;
  if (thrown instanceof errors.JWTExpired) return new TokenError('it has expired', true);
  if (thrown instanceof errors.JWTClaimValidationFailed) {
    return new TokenError(`its claim ${thrown.claim} is invalid`);
  }
  if (thrown instanceof errors.JWSSignatureVerificationFailed) {
    return new TokenError('its signature is invalid');
  }
  return new TokenError('it is malformed or of an unknown kind');
};

interface TokenVerifierOptions {
  readonly keys: PublicKeys;
  /** Deployment stage: tokens are valid in one stage only. */
  readonly stage: string;
  readonly clock: Clock;
}

/**
 * Verifies tokens: only Ed25519, by the public key that the header names. The sessions table decides whether the
 * session of a token is still valid.
 */
export const tokenVerifier = ({ keys, stage, clock }: TokenVerifierOptions): TokenVerifier => {
  const keyFor = async (given: unknown, kind: TokenKind): Promise<KeyObject> => {
    const { success, data } = tokenHeader.safeParse(given);
    if (!success || data.typ !== kind.typ) throw new TokenError('its header is invalid');
    const pair = await keys.find(data.kid);
    if (pair === undefined) throw new TokenError('its key id is unknown');
    return pair.tokens;
  };

  const verify = async <Claims extends { readonly iat: number; readonly exp: number }>(
    token: string,
    kind: TokenKind,
    schema: z.ZodType<Claims>,
  ): Promise<Claims> => {
    if (token.length > MAX_CHARACTERS) throw new TokenError('it is too long');
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
    if (!success) throw new TokenError('its claims are malformed');
    if (claims.iat > Math.floor(now / 1_000) + CLOCK_TOLERANCE_SECONDS) {
      throw new TokenError('its issue time is in the future');
    }
    if (claims.exp - claims.iat > MAX_LIFE_SECONDS + CLOCK_TOLERANCE_SECONDS) {
      throw new TokenError('it is valid for longer than a session');
    }
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
