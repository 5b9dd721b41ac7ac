import { hkdfSync } from 'node:crypto';

const KEY_BYTES = 32;

/** What keys are used for. Each use has a key of its own, so that nothing made for one passes for another. */
export const KEY_USES = {
  signTokens: 'alpha-panda/jwt/ed25519/v1',
  sealSessions: 'alpha-panda/session-seal/ed25519/v1',
  hashAddresses: 'alpha-panda/address/hmac-sha256/v1',
  encryptSecondFactors: 'alpha-panda/second-factor/aes-256-gcm/v1',
  encryptBrokerTokens: 'alpha-panda/broker-token/aes-256-gcm/v1',
} as const;

/** A key of 256 bits for one use, by HKDF-SHA256 from a key ring's text. */
export const deriveKey = (text: string, use: (typeof KEY_USES)[keyof typeof KEY_USES]): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', text, new Uint8Array(0), use, KEY_BYTES));
