import * as z from 'zod';
import { auditEntryOf, signedBy } from '../../../shared/audit/audit-entry.ts';
import { secondFactorIn } from '../../../shared/auth/second-factor.ts';
import { timestamp } from '../../../shared/events/data/fields.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import { CODE_REFUSALS, code, takeCode } from './check-code.ts';
import { factorOf } from './factor.ts';
import { sessionRoute } from './services.ts';

/** How long a new secret can be confirmed. */
const PENDING_MS = 15 * 60_000;

export const confirmSecondFactor = sessionRoute({
  operation: 'confirmSecondFactor',
  method: 'POST',
  path: '/auth/second-factor/confirm',
  tag: 'Auth',
  summary: 'Confirm a second factor',
  description: 'Activates the enrolled secret with its first code.',
  body: z.strictObject({ code }),
  reply: z.strictObject({ enrolled_at: timestamp }),
  problems: ['NOT_FOUND', 'CODE_REFUSED', 'VERSION_MISMATCH', 'RATE_LIMITED'],
  refusals: CODE_REFUSALS,
  writes: true,
  async handle(call, services) {
    const { userId } = call.caller;
    const address = factorOf(userId);
    const { pending, pending_since } =
      secondFactorIn(await services.items.get(address.table, address.key)) ?? {};
    if (pending === undefined || call.now - Date.parse(pending_since ?? '') > PENDING_MS) {
      throw new ProblemError(
        'NOT_FOUND',
        'no secret is waiting for confirmation: start with POST /auth/second-factor',
      );
    }
    const secret = await services.secrets.open(pending, userId);
    await takeCode({ userId, code: call.body.code, secret, now: call.now }, services);
    const at = new Date(call.now).toISOString();
    await services.audited.change(
      address,
      auditEntryOf(call, { action: 'second_factor_changed', subject: userId, tells: ['enrolled_at'] }),
      'any',
      (before) => {
        if (secondFactorIn(before)?.pending?.sealed !== pending.sealed) {
          throw new ProblemError('VERSION_MISMATCH', 'another secret was created meanwhile: start again');
        }
        return { secret: pending, enrolled_at: at, ...signedBy(call) };
      },
    );
    return { body: { enrolled_at: at } };
  },
});
