import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deriveKey, type KEY_USES } from './derive-key.ts';
import type { Keys } from './key-ring.ts';
import type { SealedToken } from './session-item.ts';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What a text is encrypted for. */
export interface Sealing {
  readonly keys: Keys;
  readonly use: (typeof KEY_USES)[keyof typeof KEY_USES];
  /** What it is bound to, by the id of its key: bound to anything else it does not open. */
  readonly boundTo: (keyId: string) => Buffer;
}

/** Bytes of base64url; undefined for text that is not the one spelling of its bytes. */
const bytesOf = (text: string): Buffer | undefined => {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
};

/**
 * AES-256-GCM with a fresh IV for every text. What is kept is IV, ciphertext and tag; the key id stands beside it, so
 * that keys can be replaced while texts last.
 */
export const sealText = async (text: string, { keys, use, boundTo }: Sealing): Promise<SealedToken> => {
  const key = await keys.current();
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, deriveKey(key.text, use), iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(key.id));
  const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { key_id: key.id, sealed: sealed.toString('base64url') };
};

/** The text, or why it cannot be had. */
export const openText = async (
  { key_id: keyId, sealed }: SealedToken,
  { keys, use, boundTo }: Sealing,
): Promise<{ readonly text: string } | { readonly problem: string }> => {
  const bytes = bytesOf(sealed);
  if (bytes === undefined || bytes.length <= IV_BYTES + TAG_BYTES)
    return { problem: 'it is not in the form that is written here' };
  const key = await keys.find(keyId);
  if (key === undefined) return { problem: 'its key is not in the ring any more' };
  const decipher = createDecipheriv(ALGORITHM, deriveKey(key.text, use), bytes.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(boundTo(keyId));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
    return { text: Buffer.concat([text, decipher.final()]).toString('utf8') };
  } catch {
    return { problem: 'it, or what it belongs to, was changed' };
  }
};
