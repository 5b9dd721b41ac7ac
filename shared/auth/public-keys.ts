import type { KeyObject } from 'node:crypto';
import * as z from 'zod';
import { keptSecret, parseSecret, type SecretOptions } from '../secrets/secret-reader.ts';
import { publicKeyOf } from './key-pair.ts';
import { KEY_ID, MAX_KEYS } from './key-ring.ts';

/** The public keys of one key of the signing ring. */
export interface PublicKeyPair {
  readonly tokens: KeyObject;
  readonly seals: KeyObject;
}

/** Provides the public keys. */
export interface PublicKeys {
  /** The published pair with this id. */
  find(id: string): Promise<PublicKeyPair | undefined>;
  /** Whether no key is published, as in a new deployment. */
  isEmpty(): Promise<boolean>;
}

type PublicRing = ReadonlyMap<string, PublicKeyPair>;

/** 32 bytes in canonical base64url. */
const publicText = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .refine((text) => Buffer.from(text, 'base64url').toString('base64url') === text)
  .transform(publicKeyOf);

const ringSchema = z
  .record(z.string().regex(KEY_ID), z.strictObject({ tokens: publicText, seals: publicText }))
  .refine((ring) => Object.keys(ring).length <= MAX_KEYS)
  .transform((ring): PublicRing => new Map(Object.entries(ring)));

const SHAPE =
  'JSON like {"k1":{"tokens":"…","seals":"…"}}: for each key of the signing ring two public keys of Ed25519. ' +
  'npm run keys -- publish writes it';

/**
 * Parses the public keys. A new deployment has `{}`.
 * @throws AlphaPandaError `SECRET_INVALID`
 */
export const parsePublicKeys = (secretId: string, text: string): PublicRing =>
  parseSecret(secretId, text, ringSchema, SHAPE);

/**
 * Public keys in Secrets Manager. An unknown id triggers a new read: see `secretKeys`.
 * Both throw TransientError `SECRET_UNREADABLE` and AlphaPandaError `SECRET_INVALID`.
 */
export const secretPublicKeys = (options: SecretOptions): PublicKeys => {
  const ring = keptSecret(options, parsePublicKeys);
  return {
    find: async (id) => {
      if (!KEY_ID.test(id)) return undefined;
      return (await ring.get()).get(id) ?? (await ring.refresh()).get(id);
    },
    isEmpty: async () => (await ring.get()).size === 0,
  };
};
