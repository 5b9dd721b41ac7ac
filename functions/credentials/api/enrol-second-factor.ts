import * as z from 'zod';
import { auditEntryOf, signedBy } from '../../../shared/audit/audit-entry.ts';
import { type SecondFactor, secondFactorIn } from '../../../shared/auth/second-factor.ts';
import { TOTP_SECRET_BYTES, totpSecretOf } from '../../../shared/auth/totp.ts';
import type { Caller } from '../../../shared/http/request.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import { CODE_REFUSALS, code, takeCode } from './check-code.ts';
import { factorOf } from './factor.ts';
import { type CredentialServices, sessionRoute } from './services.ts';

/** Zerodha has verified the user shortly before. A stolen token cannot enrol a factor later. */
const FRESH_LOGIN_MS = 10 * 60_000;

const refuseOldLogin = async (
  { userId, sessionId }: Caller,
  now: number,
  { sessions }: CredentialServices,
): Promise<void> => {
  const found = await sessions.find(userId);
  const isFresh =
    found.kind === 'session' &&
    found.session.session_id === sessionId &&
    now - Date.parse(found.session.logged_in_at) <= FRESH_LOGIN_MS;
  if (isFresh) return;
  throw new ProblemError(
    'STEP_UP_REQUIRED',
    'enrol the first second factor within ten minutes of a login: log in again',
  );
};

const NOTHING: Partial<SecondFactor> = {};

const uriOf = (userId: string, secret: string): string =>
  `otpauth://totp/Alpha%20Panda:${userId}?secret=${secret}&issuer=Alpha%20Panda&algorithm=SHA1&digits=6&period=30`;

export const enrolSecondFactor = sessionRoute({
  operation: 'enrolSecondFactor',
  method: 'POST',
  path: '/auth/second-factor',
  tag: 'Auth',
  summary: 'Enrol a second factor',
  description:
    'Creates a TOTP secret for an authenticator app and returns it once. The secret takes effect when POST /auth/second-factor/confirm receives its first code; until then the previous factor stays valid. The first factor must be enrolled within ten minutes of a login. A replacement needs a code of the current factor.',
  body: z.strictObject({
    code: code.optional().describe('Code of the current second factor, if one is enrolled'),
  }),
  reply: z.strictObject({
    secret: z.string().describe('Base32 secret for the authenticator app'),
    otpauth_uri: z.string().describe('The secret as a URI for a QR code'),
  }),
  status: 201,
  problems: ['CONFIRMATION_REQUIRED', 'STEP_UP_REQUIRED', 'CODE_REFUSED', 'RATE_LIMITED'],
  refusals: CODE_REFUSALS,
  writes: true,
  async handle(call, services) {
    const { userId } = call.caller;
    const address = factorOf(userId);
    const factor = secondFactorIn(await services.items.get(address.table, address.key));
    if (factor?.secret === undefined) await refuseOldLogin(call.caller, call.now, services);
    else if (call.body.code === undefined)
      throw new ProblemError(
        'CONFIRMATION_REQUIRED',
        'a second factor is already enrolled: send one of its codes to replace it',
        { fields: [{ field: 'body.code', problem: 'is missing' }] },
      );
    else {
      const secret = await services.secrets.open(factor.secret, userId);
      await takeCode({ userId, code: call.body.code, secret, now: call.now }, services);
    }
    const known = factor?.secret?.sealed;
    const secret = totpSecretOf(services.randomBytes(TOTP_SECRET_BYTES));
    const pending = await services.secrets.seal(secret, userId);
    await services.audited.change(
      address,
      auditEntryOf(call, { action: 'second_factor_changed', subject: userId, tells: ['pending_since'] }),
      'any',
      (before) => {
        const { user_id: _, credential: __, ...kept } = secondFactorIn(before) ?? NOTHING;
        if (kept.secret?.sealed !== known) {
          throw new ProblemError('VERSION_MISMATCH', 'another factor was enrolled meanwhile: start again');
        }
        return { ...kept, pending, pending_since: new Date(call.now).toISOString(), ...signedBy(call) };
      },
    );
    return { body: { secret, otpauth_uri: uriOf(userId, secret) } };
  },
});
