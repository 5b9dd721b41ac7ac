import type { Clock } from '../ports/clock.ts';
import { type ReadSecret, readSecretWithSdk } from '../secrets/secret-reader.ts';
import { required, type Settings } from '../settings/settings.ts';
import { secretKeys } from './key-ring.ts';
import { secretPublicKeys } from './public-keys.ts';
import { signingKeys } from './signing-keys.ts';
import { tokenSigner } from './token-signer.ts';
import { tokenVerifier } from './token-verifier.ts';

/**
 * Keys and tokens of the functions that issue tokens and sign sessions.
 * @throws SettingsError if a secret has no name
 */
export const issuing = (settings: Settings, clock: Clock, readSecret: ReadSecret = readSecretWithSdk) => {
  const publicSecret = required(settings, 'JWT_PUBLIC_SECRET_ID');
  const publicKeys = secretPublicKeys({ secretId: publicSecret, clock, readSecret });
  const ring = secretKeys({ secretId: required(settings, 'JWT_SECRET_ID'), clock, readSecret });
  const keys = signingKeys(ring, publicKeys);
  const stage = settings.STAGE;
  const tokens = {
    ...tokenSigner({ keys, stage, clock }),
    ...tokenVerifier({ keys: publicKeys, stage, clock }),
  };
  return { publicKeys, signingKeys: keys, tokens };
};
