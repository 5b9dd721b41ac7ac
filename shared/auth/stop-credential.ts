import { hash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { timestamp } from '../events/data/fields.ts';
import { isUuid, type Uuid } from '../events/ids.ts';
import type { Item } from '../ports/item.ts';
import { kiteUserId } from './session-item.ts';

/** Size of a token's secret. */
export const STOP_SECRET_BYTES = 32;
const PREFIX = 'stop';
const SORT_KEY = 'stop#';

/** A credential that can only stop trading. The item holds a hash of its token. */
export const stopCredentialItem = z.object({
  user_id: kiteUserId,
  credential: z.string().startsWith(SORT_KEY),
  label: z.string(),
  sha256: z.string(),
  state: z.enum(['active', 'revoked']),
  made_at: timestamp,
  last_used_at: timestamp.optional(),
});

/** The key of a stop credential. */
export const stopCredentialKey = (userId: string, id: string) => ({
  user_id: userId,
  credential: `${SORT_KEY}${id}`,
});

/** The id of a stop credential; undefined for other credentials. */
export const stopCredentialId = ({ credential }: Item): string | undefined =>
  typeof credential === 'string' && credential.startsWith(SORT_KEY)
    ? credential.slice(SORT_KEY.length)
    : undefined;

const hashOf = (secret: string): string => hash('sha256', secret, 'base64url');

/** A token from random bytes, and its hash for the item. */
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

/** Parses a stop token; undefined for other text. */
export const parseStopToken = (token: string | undefined): StopToken | undefined => {
  const [prefix, userId, credentialId, secret, ...rest] = (token ?? '').split('.');
  if (prefix !== PREFIX || secret === undefined || rest.length > 0) return undefined;
  if (credentialId === undefined || !isUuid(credentialId)) return undefined;
  const user = kiteUserId.safeParse(userId).data;
  return user === undefined ? undefined : { userId: user, credentialId, secret };
};

/** Whether an item is the active credential of a token. */
export const isStopCredentialOf = ({ secret }: StopToken, item: Item | undefined): boolean => {
  const { data } = stopCredentialItem.safeParse(item);
  const expected = Buffer.from(data?.sha256 ?? '');
  const given = Buffer.from(hashOf(secret));
  return data?.state === 'active' && given.length === expected.length && timingSafeEqual(given, expected);
};
