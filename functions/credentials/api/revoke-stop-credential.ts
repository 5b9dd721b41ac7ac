import * as z from 'zod';
import { auditEntryOf, signedBy } from '../../../shared/audit/audit-entry.ts';
import { stopCredentialItem, stopCredentialKey } from '../../../shared/auth/stop-credential.ts';
import { uuid } from '../../../shared/events/data/fields.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import { sessionRoute } from './services.ts';
import { stopCredentialBody, stopCredentialView } from './stop-credential-view.ts';

const revoked = (before: Item | undefined, signed: Item): Item | undefined => {
  const { data } = stopCredentialItem.safeParse(before);
  if (data === undefined) throw new ProblemError('NOT_FOUND', 'you have no stop credential with this id');
  const { user_id: _, credential: __, ...content } = data;
  return content.state === 'revoked' ? undefined : { ...content, state: 'revoked', ...signed };
};

export const revokeStopCredential = sessionRoute({
  operation: 'revokeStopCredential',
  method: 'POST',
  path: '/auth/stop-credentials/{credential_id}/revoke',
  tag: 'Auth',
  summary: 'Revoke a stop credential',
  params: z.strictObject({ credential_id: uuid }),
  reply: stopCredentialBody,
  problems: ['NOT_FOUND'],
  writes: true,
  async handle(call, { audited }) {
    const { credential_id } = call.params;
    const { item } = await audited.change(
      { table: 'credentials', key: stopCredentialKey(call.caller.userId, credential_id) },
      auditEntryOf(call, { action: 'stop_credential_revoked', subject: credential_id, tells: ['state'] }),
      'any',
      (before) => revoked(before, signedBy(call)),
    );
    const body = item && stopCredentialView(item);
    if (body === undefined) throw new ProblemError('NOT_FOUND', 'you have no stop credential with this id');
    return { body };
  },
});
