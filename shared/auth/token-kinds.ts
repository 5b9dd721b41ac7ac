import * as z from 'zod';
import { uuid } from '../events/data/fields.ts';
import { kiteUserId } from './session-item.ts';

/** Of the signature: Ed25519, so that who checks a token cannot make one. */
export const ALGORITHM = 'EdDSA';

/** The two kinds of token; neither passes for the other. */
export const ACCESS = { typ: 'session+jwt', audience: 'alpha-panda/api' } as const;
export const STATE = { typ: 'login-state+jwt', audience: 'alpha-panda/login-state' } as const;
export type TokenKind = typeof ACCESS | typeof STATE;

export const tokenIssuer = (stage: string): string => `alpha-panda/${stage}`;

/** All that a header of ours has. A token with anything else, `crit` or a key of its own, is not ours. */
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
