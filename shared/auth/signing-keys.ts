import type { KeyObject } from 'node:crypto';
import { AlphaPandaError, TransientError } from '../errors.ts';
import { ProblemError } from '../ports/problems.ts';
import { deriveKey, KEY_USES } from './derive-key.ts';
import { privateKeyOf, publicKeyOf, publicTextOf } from './key-pair.ts';
import type { KeyRing, Keys, RingKey } from './key-ring.ts';
import type { PublicKeyPair, PublicKeys } from './public-keys.ts';

/** A signing key: one Ed25519 private key per use. */
interface SigningKey {
  readonly id: string;
  readonly tokens: KeyObject;
  readonly seals: KeyObject;
}

/** Provides the signing keys. Only functions that write sessions have them. */
export interface SigningKeys {
  /**
   * The current signing key. Its public key is published, so that every function accepts its signatures.
   * @throws ProblemError `NOT_CONFIGURED` if no public key is published
   * @throws TransientError `SIGNING_KEY_UNPUBLISHED` if only other keys are published
   * @throws AlphaPandaError `SIGNING_KEY_MISMATCH` if another public key is published with its id
   */
  current(): Promise<SigningKey>;
}

const signingKeyOf = ({ id, text }: RingKey): SigningKey => ({
  id,
  tokens: privateKeyOf(deriveKey(text, KEY_USES.signTokens)),
  seals: privateKeyOf(deriveKey(text, KEY_USES.sealSessions)),
});

/** The secret text with the public keys of a ring. */
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

/** Signing keys, derived from a key ring. */
export const signingKeys = (ring: Keys, published: PublicKeys): SigningKeys => {
  const known = new WeakMap<RingKey, SigningKey>();

  const refuseUnpublished = async (key: SigningKey): Promise<void> => {
    const found = await published.find(key.id);
    if (found !== undefined) {
      if (isPairOf(key, found)) return;
      throw new AlphaPandaError(
        'SIGNING_KEY_MISMATCH',
        `the public key ${key.id} does not match the signing ring: run npm run keys -- publish`,
      );
    }
    if (await published.isEmpty()) {
      throw new ProblemError(
        'NOT_CONFIGURED',
        'the public keys of this deployment are not published: run npm run keys -- publish; see docs/operations.md',
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
