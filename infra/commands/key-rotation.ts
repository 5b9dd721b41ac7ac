import { randomBytes } from 'node:crypto';
import { parseKeyRing } from '../../shared/auth/key-ring.ts';
import { publicTextOfRing } from '../../shared/auth/signing-keys.ts';
import { AlphaPandaError } from '../../shared/errors.ts';

/** 64 characters of base64url: 384 random bits. */
const KEY_BYTES = 48;

const write = (current: string, keys: ReadonlyMap<string, { readonly text: string }>): string =>
  JSON.stringify({ current, ...Object.fromEntries([...keys].map(([id, { text }]) => [id, text])) });

const numberOf = (id: string): number => Number(/^k(\d{1,6})$/.exec(id)?.[1] ?? 0);

/** A changed ring. Its ids may be shown; its text is secret. */
export interface RotatedRing {
  /** The secret's new text. */
  readonly text: string;
  readonly current: string;
  readonly ids: readonly string[];
}

/**
 * Adds a new key to the ring and makes it current. Tokens and sessions of the other keys stay valid.
 * @throws AlphaPandaError `SECRET_INVALID` for an invalid or a full ring
 */
export const addKey = (secretId: string, text: string): RotatedRing => {
  const { byId } = parseKeyRing(secretId, text);
  const current = `k${Math.max(0, ...[...byId.keys()].map(numberOf)) + 1}`;
  const added = { id: current, text: randomBytes(KEY_BYTES).toString('base64url') };
  const keys = new Map([...byId, [current, added]]);
  const next = write(current, keys);
  parseKeyRing(secretId, next);
  return { text: next, current, ids: [...keys.keys()] };
};

/**
 * Removes a key from the ring. All tokens and sessions of that key become invalid.
 * @throws AlphaPandaError `KEY_IN_USE` for the current key, `KEY_UNKNOWN` for a key that is not in the ring
 */
export const dropKey = (secretId: string, text: string, id: string): RotatedRing => {
  const { byId, current } = parseKeyRing(secretId, text);
  if (!byId.has(id)) {
    throw new AlphaPandaError(
      'KEY_UNKNOWN',
      `${secretId} has no key "${id}"; it has ${[...byId.keys()].join(', ')}`,
    );
  }
  if (id === current.id) {
    throw new AlphaPandaError(
      'KEY_IN_USE',
      `"${id}" is the current key of ${secretId}; add another key first`,
    );
  }
  const keys = new Map([...byId].filter(([known]) => known !== id));
  return { text: write(current.id, keys), current: current.id, ids: [...keys.keys()] };
};

/**
 * The public keys of a signing ring, as the text of their secret.
 * @throws AlphaPandaError `SECRET_INVALID`
 */
export const publicKeysOf = (secretId: string, text: string): string =>
  publicTextOfRing(parseKeyRing(secretId, text));
