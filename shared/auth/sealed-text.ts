import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deriveKey, type KEY_USES } from './derive-key.ts';
import type { Keys } from './key-ring.ts';
import type { SealedToken } from './session-item.ts';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Keys and context of an encryption. */
export interface Sealing {
  readonly keys: Keys;
  readonly use: (typeof KEY_USES)[keyof typeof KEY_USES];
  /** Additional authenticated data: a text decrypts only with the same data. */
  readonly boundTo: (keyId: string) => Buffer;
}

/** Bytes of canonical base64url; undefined for other text. */
const bytesOf = (text: string): Buffer | undefined => {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
};

/**
 * AES-256-GCM with a random IV per text. The result contains IV, ciphertext and tag. The key id is stored beside it, so
 * that keys can be rotated.
 */
export const sealText = async (text: string, { keys, use, boundTo }: Sealing): Promise<SealedToken> => {
  const key = await keys.current();
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, deriveKey(key.text, use), iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(key.id));
  const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { key_id: key.id, sealed: sealed.toString('base64url') };
};

/** The decrypted text, or the reason for the failure. */
export const openText = async (
  { key_id: keyId, sealed }: SealedToken,
  { keys, use, boundTo }: Sealing,
): Promise<{ readonly text: string } | { readonly problem: string }> => {
  const bytes = bytesOf(sealed);
  if (bytes === undefined || bytes.length <= IV_BYTES + TAG_BYTES) return { problem: 'it is malformed' };
  const key = await keys.find(keyId);
  if (key === undefined) return { problem: 'its key is no longer in the ring' };
  const decipher = createDecipheriv(ALGORITHM, deriveKey(key.text, use), bytes.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(boundTo(keyId));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
    return { text: Buffer.concat([text, decipher.final()]).toString('utf8') };
  } catch {
    return { problem: 'it or its context was changed' };
  }
};
