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
  summary: 'Create a stop credential',
  description:
    'Creates a token for a phone shortcut or a watchdog. Only POST /stop/{broker} accepts it. It does not expire. The response shows the token once; the service stores a hash. The session must be stepped up.',
  body: z.strictObject({
    label: z
      .string()
      .trim()
      .min(1)
      .max(64)
      .regex(WITHOUT_CONTROL_CHARACTERS, 'must not have control characters')
      .describe('Purpose of the token'),
  }),
  reply: z.strictObject({
    credential_id: uuid,
    label: z.string(),
    token: z.string().describe('For `Authorization: Bearer`; shown only once'),
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
