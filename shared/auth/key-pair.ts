import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** Of a PKCS#8 private key of Ed25519, all that comes before its seed: RFC 8410, section 7. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The private key of Ed25519 that a seed of 32 bytes stands for. */
export const privateKeyOf = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });

/** A public key of Ed25519 as text: 32 bytes in base64url, as a JWK's `x` has them. */
export const publicTextOf = (privateKey: KeyObject): string =>
  createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '';

/** The public key that such a text stands for. */
export const publicKeyOf = (text: string): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text }, format: 'jwk' });
