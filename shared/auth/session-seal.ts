import { sign, verify } from 'node:crypto';
import { canonicalBytes } from './canonical.ts';
import type { PublicKeys } from './public-keys.ts';
import type { SessionItem, SessionSeal, UnsealedSession } from './session-item.ts';
import type { SigningKeys } from './signing-keys.ts';

/** All attributes except `last_active_at`, which the authorizer writes. A new attribute must be included here. */
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
 * Signs a session with Ed25519. Only functions that write sessions have the key. The authorizer, which can neither sign
 * nor decrypt, detects a changed expiry, a revived session or the token of another user.
 */
export const sealSession = async (keys: SigningKeys, session: UnsealedSession): Promise<SessionSeal> => {
  const { id, seals } = await keys.current();
  return { key_id: id, signature: sign(null, sealedBytes(id, session), seals).toString('base64url') };
};

/** Whether the seal of an item is valid. */
export const isSealIntact = async (keys: PublicKeys, { seal, ...session }: SessionItem): Promise<boolean> => {
  const key = await keys.find(seal.key_id);
  if (key === undefined) return false;
  const signature = Buffer.from(seal.signature, 'base64url');
  return (
    signature.toString('base64url') === seal.signature &&
    verify(null, sealedBytes(seal.key_id, session), key.seals, signature)
  );
};
