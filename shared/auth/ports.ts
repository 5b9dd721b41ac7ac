import type { EventOf } from '../events/envelope.ts';
import type { Uuid } from '../events/ids.ts';
import type { SealedToken, SessionContent, SessionItem, TokenBinding } from './session-item.ts';

/** What our token says about who comes with it. */
export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: Uuid;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** What a login at Kite carries through the browser and back. */
export interface LoginState {
  /** Of this state, which may be used once. */
  readonly id: Uuid;
  /** The SHA-256 of what the browser keeps, in base64url. */
  readonly codeChallenge: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Makes our tokens. Both throw what the keys throw. */
export interface TokenIssuer {
  issueAccess(claims: AccessClaims, id: Uuid): Promise<string>;
  issueState(state: LoginState): Promise<string>;
}

/** Checks our tokens. Both throw TokenError, which says why and never what, and what the keys throw. */
export interface TokenVerifier {
  verifyAccess(token: string): Promise<AccessClaims>;
  verifyState(token: string): Promise<LoginState>;
}

/** Encrypts and decrypts the broker's token. `open` throws AlphaPandaError `TOKEN_UNREADABLE`. */
export interface BrokerTokens {
  seal(token: string, binding: TokenBinding): Promise<SealedToken>;
  open(sealed: SealedToken, binding: TokenBinding): Promise<string>;
}

/** A session as it was found: what is not as we wrote it is told apart from what is not there. */
export type FoundSession =
  | { readonly kind: 'none' }
  /** Somebody or something else has written it. Nobody is let in with it. */
  | { readonly kind: 'tampered'; readonly problem: string; readonly version: number | undefined }
  | { readonly kind: 'session'; readonly session: SessionItem };

/** Sessions for those who may not change them. Reads are consistent. Failures that may pass are TransientErrors. */
export interface SessionReader {
  find(userId: string): Promise<FoundSession>;
  /** Notes that a session is used. @param at Epoch milliseconds. */
  touch(session: SessionItem, at: number): Promise<void>;
}

/** The sessions table, for the one function that logs people in and out. */
export interface SessionStore extends SessionReader {
  /**
   * Writes what `change` makes of what is there, and again from the start where somebody else was faster. Nothing is
   * written where it makes undefined.
   * @returns what was written
   * @throws TransientError `SESSION_CONTENDED` when others are faster all the time
   */
  change(
    userId: string,
    change: (found: FoundSession) => SessionContent | undefined,
  ): Promise<SessionItem | undefined>;
}

/** The hash of an address; undefined where there is none, or no key to hash it with. */
export type HashAddress = (address: string) => Promise<string | undefined>;

/** Callers who have logged in before, by the hash of their address. */
export interface KnownCallers {
  /** @param now Epoch milliseconds. */
  has(addressHash: string, now: number): Promise<boolean>;
  /** Does not throw. @param until Epoch milliseconds after which it is forgotten. */
  remember(addressHash: string, until: number): Promise<void>;
}

/** Notes when a credential was used. What it was used for is done: this throws nothing. */
export type NoteUse = (
  key: { readonly user_id: string; readonly credential: string },
  at: number,
) => Promise<void>;

/** What may be used once. */
export interface UsedOnce {
  /** Marks it as used; false where it was. @param expiresAt epoch milliseconds after which nobody will ask. */
  use(id: string, expiresAt: number): Promise<boolean>;
}

/** The audit trail of logins. Neither method throws: nobody is kept out because Kafka is out of reach. */
export interface LoginTrail {
  /** Publishes what a session's item still owes the trail and takes it out of the item. */
  publishPending(session: SessionItem): Promise<void>;
  /** Publishes what has no item to wait in; what cannot be published is logged whole. */
  publish(event: EventOf<'operator_action'>): Promise<void>;
}
