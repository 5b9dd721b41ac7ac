import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalBytes } from './canonical.ts';
import { deriveKey, KEY_USES } from './derive-key.ts';
import type { Keys, RingKey } from './key-ring.ts';
import type { SessionItem, SessionSeal, UnsealedSession } from './session-item.ts';

/** Every field but `last_active_at`, which the authorizer writes. A new field of the item has to come in here. */
const sealedFields = (keyId: string, session: UnsealedSession): readonly string[] => {
  const { last_active_at: _, broker_token: token, pending_events: events, ...plain } = session;
  const names = Object.keys(plain).sort() as (keyof typeof plain)[];
  return [
    'session-seal/v1',
    keyId,
    ...names.flatMap((name) => [name, String(plain[name])]),
    token?.key_id ?? '',
    token?.sealed ?? '',
    ...events,
  ];
};

const macOf = (key: RingKey, session: UnsealedSession): Buffer =>
  createHmac('sha256', deriveKey(key.text, KEY_USES.sealSessions))
    .update(canonicalBytes(sealedFields(key.id, session)))
    .digest();

/**
 * A keyed hash over a session, by a key that whoever can write the table does not have. It lets the authorizer,
 * which may not decrypt the broker's token, tell an item that we wrote from one with a later expiry, a revived
 * session or somebody else's token in it.
 */
export const sealSession = async (keys: Keys, session: UnsealedSession): Promise<SessionSeal> => {
  const key = await keys.current();
  return { key_id: key.id, mac: macOf(key, session).toString('base64url') };
};

/** Whether an item is as it was sealed. */
export const isSealIntact = async (keys: Keys, { seal, ...session }: SessionItem): Promise<boolean> => {
  const key = await keys.find(seal.key_id);
  if (key === undefined) return false;
  const expected = macOf(key, session);
  const given = Buffer.from(seal.mac, 'base64url');
  return (
    given.toString('base64url') === seal.mac &&
    given.length === expected.length &&
    timingSafeEqual(given, expected)
  );
};
