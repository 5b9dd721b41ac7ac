import type { Clock } from '../kernel/ports.ts';
import type { ReadSecret } from '../secrets/secret-reader.ts';
import { secretKeys } from './key-ring.ts';
import { secretPublicKeys } from './public-keys.ts';
import { signingKeys } from './signing-keys.ts';
import { tokenSigner } from './token-signer.ts';
import { tokenVerifier } from './token-verifier.ts';

interface IssuingOptions {
  /** Of the ring to sign with. */
  readonly secretId: string;
  /** Of the public keys. */
  readonly publicSecretId: string;
  readonly stage: string;
  readonly clock: Clock;
  readonly readSecret?: ReadSecret;
}

/** What the one function that issues tokens and seals sessions works with. */
export const issuing = ({ secretId, publicSecretId, stage, clock, ...reader }: IssuingOptions) => {
  const publicKeys = secretPublicKeys({ secretId: publicSecretId, clock, ...reader });
  const keys = signingKeys(secretKeys({ secretId, clock, ...reader }), publicKeys);
  const tokens = {
    ...tokenSigner({ keys, stage, clock }),
    ...tokenVerifier({ keys: publicKeys, stage, clock }),
  };
  return { publicKeys, signingKeys: keys, tokens };
};
