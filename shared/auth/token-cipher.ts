import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AlphaPandaError } from '../errors.ts';
import { canonicalBytes } from './canonical.ts';
import { deriveKey, KEY_USES } from './derive-key.ts';
import type { Keys } from './key-ring.ts';
import type { BrokerTokens } from './ports.ts';
import type { SealedToken, TokenBinding } from './session-item.ts';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What a token is sealed together with: put into any other session, or any other key's name, it does not open. */
const boundTo = (keyId: string, { account_id, user_id, session_id, expires_at }: TokenBinding): Buffer =>
  canonicalBytes(['broker-token/v1', keyId, account_id, user_id, session_id, expires_at]);

/** Bytes of base64url; undefined for text that is not the one spelling of its bytes. */
const bytesOf = (text: string): Buffer | undefined => {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
};

const unreadable = (why: string): AlphaPandaError =>
  new AlphaPandaError(
    'TOKEN_UNREADABLE',
    `the broker's token cannot be decrypted: ${why}; log in again to replace it`,
  );

/**
 * AES-256-GCM with a fresh IV for every token. The sealed text is IV, ciphertext and tag; the key id stands beside
 * it, so that keys can be replaced while sessions last.
 */
export const tokenCipher = (keys: Keys): BrokerTokens => ({
  async seal(token, binding): Promise<SealedToken> {
    const key = await keys.current();
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, deriveKey(key.text, KEY_USES.encryptBrokerTokens), iv, {
      authTagLength: TAG_BYTES,
    });
    cipher.setAAD(boundTo(key.id, binding));
    const sealed = Buffer.concat([iv, cipher.update(token, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return { key_id: key.id, sealed: sealed.toString('base64url') };
  },

  async open({ key_id: keyId, sealed }, binding): Promise<string> {
    const bytes = bytesOf(sealed);
    if (bytes === undefined || bytes.length <= IV_BYTES + TAG_BYTES)
      throw unreadable('it is not in the form that is written here');
    const key = await keys.find(keyId);
    if (key === undefined) throw unreadable('its key is not in the ring any more');
    const decipher = createDecipheriv(
      ALGORITHM,
      deriveKey(key.text, KEY_USES.encryptBrokerTokens),
      bytes.subarray(0, IV_BYTES),
      { authTagLength: TAG_BYTES },
    );
    decipher.setAAD(boundTo(keyId, binding));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      throw unreadable('it, or the session that it belongs to, was changed');
    }
  },
});
