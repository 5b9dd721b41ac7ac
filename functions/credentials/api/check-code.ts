import { hash } from 'node:crypto';
import * as z from 'zod';
import { stepOfCode, totpStepEnd } from '../../../shared/auth/totp.ts';
import { limitRate, type RateLimit } from '../../../shared/http/rate-limit.ts';
import type { Refusals } from '../../../shared/http/route.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import type { CredentialServices } from './services.ts';

/** Attempts of one user. Of a million codes three are valid at a time. */
const CODE_LIMIT: RateLimit = { name: 'second-factor', requests: 5, windowSeconds: 900 };

/** Problems that count as a refused code. */
export const CODE_REFUSALS: Refusals = {
  metric: 'credentialsRefused',
  codes: ['CODE_REFUSED', 'RATE_LIMITED'],
};

/** A TOTP code. */
export const code = z
  .string()
  .regex(/^\d{6}$/, 'must be six digits')
  .describe('Current code of your authenticator');

interface Attempt {
  readonly userId: string;
  readonly code: string;
  /** In base32. */
  readonly secret: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Verifies a code and marks it as used.
 * @throws ProblemError `RATE_LIMITED`, `CODE_REFUSED`
 */
export const takeCode = async (
  { userId, code: given, secret, now }: Attempt,
  { counter, usedOnce }: Pick<CredentialServices, 'counter' | 'usedOnce'>,
): Promise<void> => {
  await limitRate(counter, CODE_LIMIT, userId, now);
  const step = stepOfCode(secret, given, now);
  if (step === undefined) {
    throw new ProblemError(
      'CODE_REFUSED',
      'the code is wrong or not current: check the clock of your device',
    );
  }
  const id = `second-factor#${userId}#${hash('sha256', secret, 'hex').slice(0, 16)}#${step}`;
  if (!(await usedOnce.use(id, totpStepEnd(step)))) {
    throw new ProblemError('CODE_REFUSED', 'the code was already used: wait for the next one');
  }
};
