import { sign, verify } from 'node:crypto';
import { canonicalBytes } from './canonical.ts';
import type { PublicKeys } from './public-keys.ts';
import type { SessionItem, SessionSeal, UnsealedSession } from './session-item.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Every field but `last_active_at`, which the authorizer writes. A new field of the item has to come in here. */
const sealedFields = (keyId: string, session: UnsealedSession): readonly string[] => {
  const { last_active_at: _, broker_token: token, pending_events: events, ...plain } = session;
  const names = Object.keys(plain).sort() as (keyof typeof plain)[];
  return [
    'session-seal/v2',
    keyId,
    ...names.flatMap((name) => [name, String(plain[name])]),
    token?.key_id ?? '',
    token?.sealed ?? '',
    ...events,
  ];
};

const sealedBytes = (keyId: string, session: UnsealedSession): Buffer =>
  canonicalBytes(sealedFields(keyId, session));

/**
 * A signature over a session, Ed25519, by a key that only the function for logins has. It lets the authorizer, which
 * may neither sign nor decrypt, tell an item that we wrote from one with a later expiry, a revived session or somebody
 * else's token in it.
 */
export const sealSession = async (keys: SigningKeys, session: UnsealedSession): Promise<SessionSeal> => {
  const { id, seals } = await keys.current();
  return { key_id: id, signature: sign(null, sealedBytes(id, session), seals).toString('base64url') };
};

/** Whether an item is as it was sealed. */
export const isSealIntact = async (keys: PublicKeys, { seal, ...session }: SessionItem): Promise<boolean> => {
  const key = await keys.find(seal.key_id);
  if (key === undefined) return false;
  const signature = Buffer.from(seal.signature, 'base64url');
  return (
    signature.toString('base64url') === seal.signature &&
    verify(null, sealedBytes(seal.key_id, session), key.seals, signature)
  );
};
