import * as z from 'zod';
import { uuid } from '../events/data/fields.ts';
import { kiteUserId } from './session-item.ts';

/** Signature algorithm, Ed25519: a verifier cannot create tokens. */
export const ALGORITHM = 'EdDSA';

/** The two kinds of token, which are not interchangeable. */
export const ACCESS = { typ: 'session+jwt', audience: 'alpha-panda/api' } as const;
export const STATE = { typ: 'login-state+jwt', audience: 'alpha-panda/login-state' } as const;
export type TokenKind = typeof ACCESS | typeof STATE;

export const tokenIssuer = (stage: string): string => `alpha-panda/${stage}`;

/** The complete header of a token. A token with other fields, such as `crit` or `jwk`, is rejected. */
export const tokenHeader = z.strictObject({
  alg: z.literal(ALGORITHM),
  typ: z.string(),
  kid: z.string().min(1).max(16),
});

const registered = {
  iss: z.string(),
  aud: z.string(),
  iat: z.int().positive(),
  exp: z.int().positive(),
  jti: uuid,
} as const;

export const accessClaims = z.strictObject({ ...registered, sub: kiteUserId, sid: uuid });

export const stateClaims = z.strictObject({
  ...registered,
  code_challenge: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
