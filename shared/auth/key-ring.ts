import * as z from 'zod';
import { keptSecret, parseSecret, type SecretOptions } from '../secrets/secret-reader.ts';

/** One key of a ring. The text is the secret; keys for use are derived from it. */
export interface RingKey {
  readonly id: string;
  readonly text: string;
}

/** Keys of one purpose: one to make new things with, and all with which things may have been made. */
export interface KeyRing {
  readonly current: RingKey;
  readonly byId: ReadonlyMap<string, RingKey>;
}

/** Where the keys of one purpose come from. */
export interface Keys {
  /** The key to sign or encrypt with. */
  current(): Promise<RingKey>;
  /** The key of that id, undefined where the ring does not have it (any more). */
  find(id: string): Promise<RingKey | undefined>;
}

export const KEY_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,15}$/;
/** 43 characters of base64url are 256 bits. */
const KEY_TEXT = /^[\x21-\x7e]{43,256}$/;
const FEWEST_CHARACTERS = 12;
export const MAX_KEYS = 8;
const CURRENT = 'current';

const SHAPE =
  'JSON like {"current":"k2","k2":"…","k1":"…"}: up to 8 keys of 43 to 256 random visible ASCII characters, all different, ' +
  'ids of up to 16 letters, digits, "-" and "_", and "current" naming one of them';

const keyText = z
  .string()
  .regex(KEY_TEXT)
  .refine((text) => new Set(text).size >= FEWEST_CHARACTERS);

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
      context.addIssue({ code: 'custom', message: 'is no key ring' });
      return z.NEVER;
    }
    return { current: currentKey, byId };
  });

/**
 * A key ring from a secret's text. It is flat so that CloudFormation can generate the first one.
 * @throws AlphaPandaError `SECRET_INVALID`, which says what it should be and nothing of what it is
 */
export const parseKeyRing = (secretId: string, text: string): KeyRing =>
  parseSecret(secretId, text, ringSchema, SHAPE);

/**
 * Keys in Secrets Manager. An id that is not in the ring has it read again at once, because another function may
 * already use the new key; strangers who invent ids bring about one read in five seconds, no more.
 * Both throw TransientError `SECRET_UNREADABLE` and AlphaPandaError `SECRET_INVALID`.
 */
export const secretKeys = (options: SecretOptions): Keys => {
  const ring = keptSecret(options, parseKeyRing);
  return {
    current: async () => (await ring.get()).current,
    find: async (id) => {
      if (!KEY_ID.test(id) || id === CURRENT) return undefined;
      return (await ring.get()).byId.get(id) ?? (await ring.getAnew()).byId.get(id);
    },
  };
};
