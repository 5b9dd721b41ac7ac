import * as z from 'zod';
import { keptSecret, parseSecret, type SecretOptions } from '../secrets/secret-reader.ts';

/** One key of a ring. Its text is the secret from which keys are derived. */
export interface RingKey {
  readonly id: string;
  readonly text: string;
}

/** Keys of one purpose: the current one for new values, and all that may have been used before. */
export interface KeyRing {
  readonly current: RingKey;
  readonly byId: ReadonlyMap<string, RingKey>;
}

/** Provides the keys of one purpose. */
export interface Keys {
  /** The key for signing or encrypting. */
  current(): Promise<RingKey>;
  /** The key with this id, if the ring has it. */
  find(id: string): Promise<RingKey | undefined>;
}

export const KEY_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,15}$/;
/** 43 characters of base64url are 256 bits. */
const KEY_TEXT = /^[\x21-\x7e]{43,256}$/;
const MIN_DISTINCT_CHARACTERS = 12;
export const MAX_KEYS = 8;
const CURRENT = 'current';

const SHAPE =
  'JSON like {"current":"k2","k2":"…","k1":"…"}: up to 8 keys of 43 to 256 random visible ASCII characters, all different, ' +
  'ids of up to 16 letters, digits, "-" and "_", and "current" naming one of them';

const keyText = z
  .string()
  .regex(KEY_TEXT)
  .refine((text) => new Set(text).size >= MIN_DISTINCT_CHARACTERS);

const ringSchema = z
  .record(z.string(), z.string())
  .transform(({ [CURRENT]: current, ...texts }, context): KeyRing => {
    const keys = Object.entries(texts).map(([id, text]): RingKey => ({ id, text }));
    const byId = new Map(keys.map((key) => [key.id, key]));
    const currentKey = byId.get(current ?? '');
    const isValid =
      keys.length <= MAX_KEYS &&
      new Set(Object.values(texts)).size === keys.length &&
      keys.every(({ id, text }) => KEY_ID.test(id) && keyText.safeParse(text).success);
    if (currentKey === undefined || !isValid) {
      context.addIssue({ code: 'custom', message: 'is not a key ring' });
      return z.NEVER;
    }
    return { current: currentKey, byId };
  });

/**
 * Parses a key ring. The JSON is flat so that CloudFormation can generate the first ring.
 * @throws AlphaPandaError `SECRET_INVALID`, which describes the format and quotes nothing
 */
export const parseKeyRing = (secretId: string, text: string): KeyRing =>
  parseSecret(secretId, text, ringSchema, SHAPE);

/**
 * Keys in Secrets Manager. An unknown id triggers a new read, because another function may already use a new key.
 * Invented ids trigger at most one read in five seconds.
 * Both throw TransientError `SECRET_UNREADABLE` and AlphaPandaError `SECRET_INVALID`.
 */
export const secretKeys = (options: SecretOptions): Keys => {
  const ring = keptSecret(options, parseKeyRing);
  return {
    current: async () => (await ring.get()).current,
    find: async (id) => {
      if (!KEY_ID.test(id) || id === CURRENT) return undefined;
      return (await ring.get()).byId.get(id) ?? (await ring.refresh()).byId.get(id);
    },
  };
};
