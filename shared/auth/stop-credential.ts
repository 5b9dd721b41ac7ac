import { hash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { timestamp } from '../events/data/fields.ts';
import { isUuid, type Uuid } from '../events/ids.ts';
import type { Item } from '../ports/item.ts';
import { kiteUserId } from './session-item.ts';

/** What the secret of a token is made of. */
export const STOP_SECRET_BYTES = 32;
const PREFIX = 'stop';
const SORT_KEY = 'stop#';

/** A credential that can stop trading and nothing else. Of its token only a hash is kept. */
export const stopCredentialItem = z.object({
  user_id: kiteUserId,
  credential: z.string().startsWith(SORT_KEY),
  label: z.string(),
  sha256: z.string(),
  state: z.enum(['active', 'revoked']),
  made_at: timestamp,
  last_used_at: timestamp.optional(),
});

/** The key of a credential in its table. */
export const stopCredentialKey = (userId: string, id: string) => ({
  user_id: userId,
  credential: `${SORT_KEY}${id}`,
});

/** The id in a credential's key; undefined where the item is another kind of credential. */
export const stopCredentialId = ({ credential }: Item): string | undefined =>
  typeof credential === 'string' && credential.startsWith(SORT_KEY)
    ? credential.slice(SORT_KEY.length)
    : undefined;

const hashOf = (secret: string): string => hash('sha256', secret, 'base64url');

/** A token out of random bytes, which is shown once, and what is kept of it. */
export const stopTokenOf = (
  userId: string,
  id: Uuid,
  bytes: Uint8Array,
): { readonly token: string; readonly sha256: string } => {
  const secret = Buffer.from(bytes).toString('base64url');
  return { token: [PREFIX, userId, id, secret].join('.'), sha256: hashOf(secret) };
};

export interface StopToken {
  readonly userId: string;
  readonly credentialId: Uuid;
  readonly secret: string;
}

/** The parts of a token; undefined for what is not one. */
export const parseStopToken = (token: string | undefined): StopToken | undefined => {
  const [prefix, userId, credentialId, secret, ...rest] = (token ?? '').split('.');
  if (prefix !== PREFIX || secret === undefined || rest.length > 0) return undefined;
  if (credentialId === undefined || !isUuid(credentialId)) return undefined;
  const user = kiteUserId.safeParse(userId).data;
  return user === undefined ? undefined : { userId: user, credentialId, secret };
};

/** Whether a credential's item is that of a token, and holds. */
export const isStopCredentialOf = ({ secret }: StopToken, item: Item | undefined): boolean => {
  const { data } = stopCredentialItem.safeParse(item);
  const expected = Buffer.from(data?.sha256 ?? '');
  const given = Buffer.from(hashOf(secret));
  return data?.state === 'active' && given.length === expected.length && timingSafeEqual(given, expected);
};
