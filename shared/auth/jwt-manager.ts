import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import { AlphaPandaError } from '../errors.ts';
import { uuid } from '../events/data/fields.ts';
import type { Uuid } from '../events/ids.ts';
import type { Clock } from '../kernel/ports.ts';
import { deriveKey, KEY_USES } from './derive-key.ts';
import type { Keys } from './key-ring.ts';
import type { AccessClaims, LoginState, Tokens } from './ports.ts';
import { kiteUserId } from './session-item.ts';
import { TokenError } from './token-error.ts';

const ALGORITHM = 'HS256';
/** No token of ours comes near it. */
const MOST_CHARACTERS = 4_096;
/** Another environment's clock may be ahead by this when it says when it issued a token. */
const CLOCK_TOLERANCE_SECONDS = 5;
/** A session ends at the next 06:00, so no token of ours lives longer. */
const LONGEST_LIFE_SECONDS = 24 * 60 * 60;

/** The two kinds of token; neither passes for the other. */
const ACCESS = { typ: 'session+jwt', audience: 'alpha-panda/api' } as const;
const STATE = { typ: 'login-state+jwt', audience: 'alpha-panda/login-state' } as const;
type Kind = typeof ACCESS | typeof STATE;

const tokenIssuer = (stage: string): string => `alpha-panda/${stage}`;

/** All that a header of ours has. A token with anything else, `crit` or a key of its own, is not ours. */
const header = z.strictObject({ alg: z.literal(ALGORITHM), typ: z.string(), kid: z.string().min(1).max(16) });

const codeChallenge = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

const registered = {
  iss: z.string(),
  aud: z.string(),
  iat: z.int().positive(),
  exp: z.int().positive(),
  jti: uuid,
} as const;
const accessClaims = z.strictObject({ ...registered, sub: kiteUserId, sid: uuid });
const stateClaims = z.strictObject({ ...registered, code_challenge: codeChallenge });

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

interface JwtManagerOptions {
  readonly keys: Keys;
  /** Deployment stage: a token of one stage is worth nothing in another. */
  readonly stage: string;
  readonly clock: Clock;
}

/**
 * Makes and checks all tokens that this system issues: HS256 and nothing else, by a key of the ring that the header
 * names. Whether a token's session still holds is asked of the sessions table, not here.
 */
export class JwtManager implements Tokens {
  readonly #keys: Keys;
  readonly #issuer: string;
  readonly #clock: Clock;

  constructor({ keys, stage, clock }: JwtManagerOptions) {
    this.#keys = keys;
    this.#issuer = tokenIssuer(stage);
    this.#clock = clock;
  }

  issueAccess({ userId, sessionId, expiresAt }: AccessClaims, id: Uuid): Promise<string> {
    return this.#issue(ACCESS, { sub: userId, sid: sessionId }, id, expiresAt);
  }

  /** @throws TokenError; whatever the keys throw */
  async verifyAccess(token: string): Promise<AccessClaims> {
    const { sub, sid, exp } = await this.#verify(token, ACCESS, accessClaims);
    return { userId: sub, sessionId: asUuid(sid), expiresAt: exp * 1_000 };
  }

  issueState({ id, codeChallenge, expiresAt }: LoginState): Promise<string> {
    return this.#issue(STATE, { code_challenge: codeChallenge }, id, expiresAt);
  }

  /** @throws TokenError; whatever the keys throw */
  async verifyState(token: string): Promise<LoginState> {
    const claims = await this.#verify(token, STATE, stateClaims);
    return {
      id: asUuid(claims.jti),
      codeChallenge: claims.code_challenge,
      expiresAt: claims.exp * 1_000,
    };
  }

  async #issue(kind: Kind, claims: JWTPayload, id: Uuid, expiresAt: number): Promise<string> {
    const key = await this.#keys.current();
    return new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, typ: kind.typ, kid: key.id })
      .setIssuer(this.#issuer)
      .setAudience(kind.audience)
      .setJti(id)
      .setIssuedAt(this.#seconds())
      .setExpirationTime(Math.floor(expiresAt / 1_000))
      .sign(deriveKey(key.text, KEY_USES.signTokens));
  }

  async #verify<Claims extends { readonly iat: number; readonly exp: number }>(
    token: string,
    kind: Kind,
    schema: z.ZodType<Claims>,
  ): Promise<Claims> {
    if (token.length > MOST_CHARACTERS) throw new TokenError('it is longer than any that is issued here');
    let payload: JWTPayload;
    try {
      const verified = await jwtVerify(token, (given) => this.#keyFor(given, kind), {
        algorithms: [ALGORITHM],
        typ: kind.typ,
        issuer: this.#issuer,
        audience: kind.audience,
        requiredClaims: ['iss', 'aud', 'iat', 'exp', 'jti'],
        currentDate: new Date(this.#clock.now()),
        clockTolerance: 0,
      });
      payload = verified.payload;
    } catch (thrown) {
      throw tokenError(thrown);
    }
    const { success, data: claims } = schema.safeParse(payload);
    if (!success) throw new TokenError('its claims are not those that are issued here');
    if (claims.iat > this.#seconds() + CLOCK_TOLERANCE_SECONDS)
      throw new TokenError('it says that it was issued in the future');
    if (claims.exp - claims.iat > LONGEST_LIFE_SECONDS + CLOCK_TOLERANCE_SECONDS)
      throw new TokenError('it would live longer than a session');
    return claims;
  }

  async #keyFor(given: unknown, kind: Kind): Promise<Uint8Array> {
    const { success, data } = header.safeParse(given);
    if (!success || data.typ !== kind.typ) throw new TokenError('its header is not one that is issued here');
    const key = await this.#keys.find(data.kid);
    if (key === undefined) throw new TokenError('no key of that id is in use');
    return deriveKey(key.text, KEY_USES.signTokens);
  }

  #seconds(): number {
    return Math.floor(this.#clock.now() / 1_000);
  }
}
