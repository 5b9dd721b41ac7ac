import { AlphaPandaError } from '../errors.ts';
import { canonicalBytes } from './canonical.ts';
import { KEY_USES } from './derive-key.ts';
import type { Keys } from './key-ring.ts';
import { openText, type Sealing, sealText } from './sealed-text.ts';
import type { FactorSecrets } from './second-factor.ts';

/** Encrypts second-factor secrets with a key ring. */
export const factorSecrets = (keys: Keys): FactorSecrets => {
  const sealing = (userId: string): Sealing => ({
    keys,
    use: KEY_USES.encryptSecondFactors,
    boundTo: (keyId) => canonicalBytes(['second-factor/v1', keyId, userId]),
  });
  return {
    seal: (secret, userId) => sealText(secret, sealing(userId)),
    async open(sealed, userId) {
      const opened = await openText(sealed, sealing(userId));
      if ('text' in opened) return opened.text;
      throw new AlphaPandaError(
        'SECOND_FACTOR_UNREADABLE',
        `the secret of a second factor cannot be decrypted: ${opened.problem}; docs/operations.md describes how to reset it`,
      );
    },
    isOld: async ({ key_id }) => key_id !== (await keys.current()).id,
  };
};
