import * as z from 'zod';
import { auditEntryOf, signedBy } from '../../../shared/audit/audit-entry.ts';
import { STOP_SECRET_BYTES, stopCredentialKey, stopTokenOf } from '../../../shared/auth/stop-credential.ts';
import { uuid } from '../../../shared/events/data/fields.ts';
import { WITHOUT_CONTROL_CHARACTERS } from '../../../shared/http/plain-text.ts';
import { sessionRoute } from './services.ts';

export const makeStopCredential = sessionRoute({
  operation: 'makeStopCredential',
  method: 'POST',
  path: '/auth/stop-credentials',
  tag: 'Auth',
  summary: 'Make a token that can stop trading and nothing else',
  description:
    "For a phone's shortcut or a watchdog: POST /stop/{broker} takes it, nothing else does. It does not expire, and is shown this once; only a hash of it is kept. Needs a second factor shown in the last five minutes.",
  body: z.strictObject({
    label: z
      .string()
      .trim()
      .min(1)
      .max(64)
      .regex(WITHOUT_CONTROL_CHARACTERS, 'must not have control characters')
      .describe('What it is for'),
  }),
  reply: z.strictObject({
    credential_id: uuid,
    label: z.string(),
    token: z.string().describe('For `Authorization: Bearer`; it cannot be shown again'),
  }),
  status: 201,
  problems: ['STEP_UP_REQUIRED'],
  writes: true,
  async handle(call, { audited, randomBytes }) {
    const { userId } = call.caller;
    const { label } = call.body;
    const id = call.newId();
    const { token, sha256 } = stopTokenOf(userId, id, randomBytes(STOP_SECRET_BYTES));
    const { by, at } = signedBy(call);
    await audited.change(
      { table: 'credentials', key: stopCredentialKey(userId, id) },
      auditEntryOf(call, {
        action: 'stop_credential_made',
        subject: id,
        tells: ['label', 'state'],
        loosens: () => true,
      }),
      'absent',
      () => ({ label, sha256, state: 'active', made_at: at, by, at }),
    );
    return { body: { credential_id: id, label, token } };
  },
});
