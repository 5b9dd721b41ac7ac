import { createHmac } from 'node:crypto';
import { networkOf } from '../http/network.ts';
import { deriveKey, KEY_USES } from './derive-key.ts';
import type { Keys } from './key-ring.ts';
import type { HashAddress } from './ports.ts';

/** Of 256 bits as many as tell addresses apart. */
const HASH_BYTES = 16;

/**
 * HMAC-SHA256 of what is counted as one caller, behind the id of the key. IPv4 has so few addresses that a hash without
 * a key could be looked up. Who has the key can try them all: it is a pseudonym, and no more.
 * @param report Is told why a key could not be read; nobody is kept out for that.
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
