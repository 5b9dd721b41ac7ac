import { createHmac } from 'node:crypto';
import { networkOf } from '../http/network.ts';
import { deriveKey, KEY_USES } from './derive-key.ts';
import type { Keys } from './key-ring.ts';
import type { HashAddress } from './ports.ts';

/** 128 of 256 bits are enough to distinguish addresses. */
const HASH_BYTES = 16;

/**
 * HMAC-SHA256 of a caller's network, prefixed by the key id. IPv4 has so few addresses that an unkeyed hash could be
 * reversed. With the key all addresses can be tried, so the hash is only a pseudonym.
 * @param report Receives the error of an unreadable key. The request continues without a hash.
 */
export const addressHasher =
  (keys: Keys, report: (thrown: unknown) => void): HashAddress =>
  async (address) => {
    if (address === '') return undefined;
    try {
      const { id, text } = await keys.current();
      const mac = createHmac('sha256', deriveKey(text, KEY_USES.hashAddresses)).update(networkOf(address));
      return `${id}.${mac.digest().subarray(0, HASH_BYTES).toString('base64url')}`;
    } catch (thrown) {
      report(thrown);
      return undefined;
    }
  };
