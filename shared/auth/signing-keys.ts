import type { KeyObject } from 'node:crypto';
import { AlphaPandaError, TransientError } from '../errors.ts';
import { ProblemError } from '../ports/problems.ts';
import { deriveKey, KEY_USES } from './derive-key.ts';
import { privateKeyOf, publicKeyOf, publicTextOf } from './key-pair.ts';
import type { KeyRing, Keys, RingKey } from './key-ring.ts';
import type { PublicKeyPair, PublicKeys } from './public-keys.ts';

/** One key to sign with: a private key of Ed25519 for each use. */
interface SigningKey {
  readonly id: string;
  readonly tokens: KeyObject;
  readonly seals: KeyObject;
}

/** Where the keys to sign with come from. Only the function that logs people in has them. */
export interface SigningKeys {
  /**
   * The key to sign with, which is published already: what it signs is taken everywhere.
   * @throws ProblemError `NOT_CONFIGURED` where no public key is published yet
   * @throws TransientError `SIGNING_KEY_UNPUBLISHED` where others are, and not this one
   * @throws AlphaPandaError `SIGNING_KEY_MISMATCH` where another public key is published under its id
   */
  current(): Promise<SigningKey>;
}

const signingKeyOf = ({ id, text }: RingKey): SigningKey => ({
  id,
  tokens: privateKeyOf(deriveKey(text, KEY_USES.signTokens)),
  seals: privateKeyOf(deriveKey(text, KEY_USES.sealSessions)),
});

/** The text of the secret with the public keys of a ring. */
export const publicTextOfRing = ({ byId }: KeyRing): string =>
  JSON.stringify(
    Object.fromEntries(
      [...byId.values()].map((key) => {
        const { id, tokens, seals } = signingKeyOf(key);
        return [id, { tokens: publicTextOf(tokens), seals: publicTextOf(seals) }];
      }),
    ),
  );

const isPairOf = ({ tokens, seals }: SigningKey, published: PublicKeyPair): boolean =>
  publicKeyOf(publicTextOf(tokens)).equals(published.tokens) &&
  publicKeyOf(publicTextOf(seals)).equals(published.seals);

/** Keys to sign with, derived from a ring's texts. */
export const signingKeys = (ring: Keys, published: PublicKeys): SigningKeys => {
  const known = new WeakMap<RingKey, SigningKey>();

  const refuseUnpublished = async (key: SigningKey): Promise<void> => {
    const found = await published.find(key.id);
    if (found !== undefined) {
      if (isPairOf(key, found)) return;
      throw new AlphaPandaError(
        'SIGNING_KEY_MISMATCH',
        `the public key ${key.id} is not that of the signing ring: run npm run keys -- publish`,
      );
    }
    if (await published.isEmpty()) {
      throw new ProblemError(
        'NOT_CONFIGURED',
        'the public keys of this deployment are not published: run npm run keys -- publish, as docs/operations.md says',
      );
    }
    throw new TransientError(
      'SIGNING_KEY_UNPUBLISHED',
      `the public key ${key.id} is not published: run npm run keys -- publish`,
    );
  };

  return {
    async current() {
      const key = await ring.current();
      const made = known.get(key);
      if (made !== undefined) return made;
      const signing = signingKeyOf(key);
      await refuseUnpublished(signing);
      known.set(key, signing);
      return signing;
    },
  };
};
