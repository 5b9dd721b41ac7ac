import type { EventOf } from '../events/envelope.ts';
import type { Uuid } from '../events/ids.ts';
import type { SealedToken, SessionContent, SessionItem, TokenBinding } from './session-item.ts';

/** The claims of an access token. */
export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: Uuid;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** The state of a login at Kite, which passes through the browser. */
export interface LoginState {
  /** Id of the state, which can be used once. */
  readonly id: Uuid;
  /** SHA-256 of the browser's verifier, in base64url. */
  readonly codeChallenge: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Issues tokens. Both methods throw the errors of the keys. */
export interface TokenIssuer {
  issueAccess(claims: AccessClaims, id: Uuid): Promise<string>;
  issueState(state: LoginState): Promise<string>;
}

/** Verifies tokens. Both methods throw TokenError, which never contains the token, and errors of the keys. */
export interface TokenVerifier {
  verifyAccess(token: string): Promise<AccessClaims>;
  verifyState(token: string): Promise<LoginState>;
}

/** Encrypts and decrypts broker tokens. `open` throws AlphaPandaError `TOKEN_UNREADABLE`. */
export interface BrokerTokens {
  seal(token: string, binding: TokenBinding): Promise<SealedToken>;
  open(sealed: SealedToken, binding: TokenBinding): Promise<string>;
}

/** The result of reading a session. A tampered session is distinguished from a missing one. */
export type FoundSession =
  | { readonly kind: 'none' }
  /** Written by something else. It grants no access. */
  | { readonly kind: 'tampered'; readonly problem: string; readonly version: number | undefined }
  | { readonly kind: 'session'; readonly session: SessionItem };

/** Read access to sessions, by consistent reads. Temporary failures are TransientErrors. */
export interface SessionReader {
  find(userId: string): Promise<FoundSession>;
  /** Records the last use of a session. @param at Epoch milliseconds. */
  touch(session: SessionItem, at: number): Promise<void>;
}

/** The sessions table, for functions that write sessions. */
export interface SessionStore extends SessionReader {
  /**
   * Reads a session, applies `change` and writes the result. Starts again after a lost race. Writes nothing if `change`
   * returns undefined.
   * @returns the written session
   * @throws TransientError `SESSION_CONTENDED` after too many lost races
   */
  change(
    userId: string,
    change: (found: FoundSession) => SessionContent | undefined,
  ): Promise<SessionItem | undefined>;
}

/** The hash of an address; undefined without an address or a readable key. */
export type HashAddress = (address: string) => Promise<string | undefined>;

/** Callers that have logged in before, by address hash. */
export interface KnownCallers {
  /** @param now Epoch milliseconds. */
  has(addressHash: string, now: number): Promise<boolean>;
  /** Does not throw. @param until Epoch milliseconds of its expiry. */
  remember(addressHash: string, until: number): Promise<void>;
}

/** Records the last use of a credential. Does not throw, because its action is already done. */
export type NoteUse = (
  key: { readonly user_id: string; readonly credential: string },
  at: number,
) => Promise<void>;

/** Ids that can be used once. */
export interface UsedOnce {
  /** Claims an id; returns false if it was already used. @param expiresAt Epoch milliseconds of its expiry. */
  use(id: string, expiresAt: number): Promise<boolean>;
}

/** The audit trail of sessions. Neither method throws: an outage of Kafka must not prevent a login. */
export interface LoginTrail {
  /** Publishes the pending events of a session and removes them from its item. */
  publishPending(session: SessionItem): Promise<void>;
  /** Publishes an event that no item stores. If that fails, the event is logged. */
  publish(event: EventOf<'operator_action'>): Promise<void>;
}
