import { hash } from 'node:crypto';
import * as z from 'zod';
import { stepOfCode, totpStepEnd } from '../../../shared/auth/totp.ts';
import { limitRate, type RateLimit } from '../../../shared/http/rate-limit.ts';
import type { Refusals } from '../../../shared/http/route.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import type { CredentialServices } from './services.ts';

/** Codes that one user may try: of a million, three are good at a time. */
const CODE_LIMIT: RateLimit = { name: 'second-factor', requests: 5, windowSeconds: 900 };

/** Answers that say that a code was not taken. */
export const CODE_REFUSALS: Refusals = {
  metric: 'credentialsRefused',
  codes: ['CODE_REFUSED', 'RATE_LIMITED'],
};

/** A code as an authenticator shows it. */
export const code = z
  .string()
  .regex(/^\d{6}$/, 'must be six digits')
  .describe('What your authenticator shows now');

interface Attempt {
  readonly userId: string;
  readonly code: string;
  /** In base32. */
  readonly secret: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Takes a code once.
 * @throws ProblemError `RATE_LIMITED`, `CODE_REFUSED`
 */
export const takeCode = async (
  { userId, code: given, secret, now }: Attempt,
  { counter, usedOnce }: Pick<CredentialServices, 'counter' | 'usedOnce'>,
): Promise<void> => {
  await limitRate(counter, CODE_LIMIT, userId, now);
  const step = stepOfCode(secret, given, now);
  if (step === undefined)
    throw new ProblemError('CODE_REFUSED', 'it is not the code of now: see that your clock is right');
  const id = `second-factor#${userId}#${hash('sha256', secret, 'hex').slice(0, 16)}#${step}`;
  if (!(await usedOnce.use(id, totpStepEnd(step))))
    throw new ProblemError('CODE_REFUSED', 'it was used already: wait for the next one');
};
