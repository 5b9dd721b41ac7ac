import { hkdfSync } from 'node:crypto';

const KEY_BYTES = 32;

/** Uses of keys. Each use derives its own key, so that a value made for one is invalid for another. */
export const KEY_USES = {
  signTokens: 'alpha-panda/jwt/ed25519/v1',
  sealSessions: 'alpha-panda/session-seal/ed25519/v1',
  hashAddresses: 'alpha-panda/address/hmac-sha256/v1',
  encryptSecondFactors: 'alpha-panda/second-factor/aes-256-gcm/v1',
  encryptBrokerTokens: 'alpha-panda/broker-token/aes-256-gcm/v1',
} as const;

/** A 256-bit key for one use, derived from a key ring's text by HKDF-SHA256. */
export const deriveKey = (text: string, use: (typeof KEY_USES)[keyof typeof KEY_USES]): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', text, new Uint8Array(0), use, KEY_BYTES));
