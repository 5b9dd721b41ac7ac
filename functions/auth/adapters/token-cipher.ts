import { canonicalBytes } from '../../../shared/auth/canonical.ts';
import { KEY_USES } from '../../../shared/auth/derive-key.ts';
import type { Keys } from '../../../shared/auth/key-ring.ts';
import type { BrokerTokens } from '../../../shared/auth/ports.ts';
import { openText, type Sealing, sealText } from '../../../shared/auth/sealed-text.ts';
import type { TokenBinding } from '../../../shared/auth/session-item.ts';
import { AlphaPandaError } from '../../../shared/errors.ts';

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
