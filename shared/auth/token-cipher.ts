import { AlphaPandaError } from '../errors.ts';
import { canonicalBytes } from './canonical.ts';
import { KEY_USES } from './derive-key.ts';
import type { Keys } from './key-ring.ts';
import type { BrokerTokens } from './ports.ts';
import { openText, type Sealing, sealText } from './sealed-text.ts';
import type { TokenBinding } from './session-item.ts';

/** Encrypts broker tokens. Each ciphertext is bound to its session and its key. */
export const tokenCipher = (keys: Keys): BrokerTokens => {
  const sealing = ({ account_id, user_id, session_id, expires_at }: TokenBinding): Sealing => ({
    keys,
    use: KEY_USES.encryptBrokerTokens,
    boundTo: (keyId) =>
      canonicalBytes(['broker-token/v1', keyId, account_id, user_id, session_id, expires_at]),
  });
  return {
    seal: (token, binding) => sealText(token, sealing(binding)),

    async open(sealed, binding) {
      const opened = await openText(sealed, sealing(binding));
      if ('text' in opened) return opened.text;
      throw new AlphaPandaError(
        'TOKEN_UNREADABLE',
        `the broker's token cannot be decrypted: ${opened.problem}; log in again to replace it`,
      );
    },
  };
};
