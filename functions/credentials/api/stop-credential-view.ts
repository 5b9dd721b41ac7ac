import * as z from 'zod';
import { stopCredentialId, stopCredentialItem } from '../../../shared/auth/stop-credential.ts';
import { timestamp, uuid } from '../../../shared/events/data/fields.ts';
import type { Item } from '../../../shared/ports/item.ts';

export const stopCredentialBody = z.strictObject({
  credential_id: uuid,
  label: z.string().describe('Purpose of the token'),
  state: z.enum(['active', 'revoked']),
  made_at: timestamp,
  last_used_at: timestamp.nullable(),
});

/** A stop credential as a reply; undefined if the item is not one. */
export const stopCredentialView = (item: Item): z.infer<typeof stopCredentialBody> | undefined => {
  const { data } = stopCredentialItem.safeParse(item);
  if (data === undefined) return undefined;
  const { label, state, made_at, last_used_at = null } = data;
  const { data: credential_id } = uuid.safeParse(stopCredentialId(item));
  return credential_id === undefined ? undefined : { credential_id, label, state, made_at, last_used_at };
};
