import { accountId } from '../../../shared/auth/current-session.ts';
import type { Keys, RingKey } from '../../../shared/auth/key-ring.ts';
import { type PublicKeys, parsePublicKeys } from '../../../shared/auth/public-keys.ts';
import { nextSessionExpiry } from '../../../shared/auth/session-expiry.ts';
import type { SessionContent, UnsealedSession } from '../../../shared/auth/session-item.ts';
import { publicTextOfRing, signingKeys } from '../../../shared/auth/signing-keys.ts';
import { tokenSigner } from '../../../shared/auth/token-signer.ts';
import { tokenVerifier } from '../../../shared/auth/token-verifier.ts';
import type { Uuid } from '../../../shared/events/ids.ts';
import { ManualClock } from '../../support/manual-clock.ts';

/** Ten in the morning in India. */
export const LOGIN_AT = Date.parse('2026-11-24T04:30:00.000Z');
export const ENDS_AT = nextSessionExpiry(LOGIN_AT);
export const USER = 'AB1234';
export const SESSION = '6f1c9a3e-5b1d-4c7a-9f42-0d6a2b8e7c11' as Uuid;
export const OTHER_SESSION = '6f1c9a3e-5b1d-4c7a-9f42-0d6a2b8e7c22' as Uuid;
export const TOKEN_ID = '6f1c9a3e-5b1d-4c7a-9f42-0d6a2b8e7c33' as Uuid;

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Text of a key: different for each seed, and long enough to be taken. */
export const keyText = (seed: string): string => `${seed}${ALPHABET}`.slice(0, 48);

/** A ring in memory, that can be turned. */
export class MemoryKeys implements Keys {
  #current: RingKey;
  readonly #byId = new Map<string, RingKey>();

  constructor(id = 'k1') {
    this.#current = this.add(id);
  }

  add(id: string, text = keyText(id)): RingKey {
    this.#current = { id, text };
    this.#byId.set(id, this.#current);
    return this.#current;
  }

  drop(id: string): void {
    this.#byId.delete(id);
  }

  async current(): Promise<RingKey> {
    return this.#current;
  }

  async find(id: string): Promise<RingKey | undefined> {
    return this.#byId.get(id);
  }

  /** The public keys of what is in the ring, as their secret has them. */
  publicText(): string {
    return publicTextOfRing({ current: this.#current, byId: this.#byId });
  }
}

/** A ring with its public keys, which are published as they come. */
export const keysUnderTest = () => {
  const keys = new MemoryKeys();
  const published = () => parsePublicKeys('public', keys.publicText());
  const publicKeys: PublicKeys = {
    find: async (id) => published().get(id),
    isEmpty: async () => published().size === 0,
  };
  return { keys, publicKeys, signing: signingKeys(keys, publicKeys) };
};

export const tokensUnderTest = (at = LOGIN_AT, stage = 'test') => {
  const { keys, publicKeys, signing } = keysUnderTest();
  const clock = new ManualClock(at);
  const jwt = {
    ...tokenSigner({ keys: signing, stage, clock }),
    ...tokenVerifier({ keys: publicKeys, stage, clock }),
  };
  return { keys, publicKeys, signing, clock, jwt };
};

export const sessionContent = (changes: Partial<SessionContent> = {}): SessionContent => ({
  account_id: accountId(USER),
  broker: 'zerodha',
  user_id: USER,
  user_name: 'Asha Rao',
  user_shortname: 'Asha',
  email: 'asha@example.invalid',
  session_id: SESSION,
  login_method: 'external_token',
  state: 'active',
  logged_in_at: new Date(LOGIN_AT).toISOString(),
  last_active_at: new Date(LOGIN_AT).toISOString(),
  expires_at: new Date(ENDS_AT).toISOString(),
  delete_after: Math.ceil(ENDS_AT / 1_000) + 7 * 86_400,
  broker_token: { key_id: 'k1', sealed: 'c2VhbGVk' },
  pending_events: [],
  ...changes,
});

export const unsealedSession = (changes: Partial<UnsealedSession> = {}): UnsealedSession => ({
  ...sessionContent(),
  version: 1,
  ...changes,
});
