import { randomBytes } from 'node:crypto';
import { nextSessionExpiry } from '../../../shared/auth/session-expiry.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import { DEMO_STRANGER, DEMO_TOKENS, DEMO_USER, DEMO_VIEWER, type KiteAccount } from './accounts.ts';
import type { Faults } from './faults.ts';

/** Kite says "a few minutes". */
const REQUEST_TOKEN_MS = 5 * 60_000;

interface Granted {
  readonly account: KiteAccount;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** 32 letters and digits, as Kite's own tokens are. */
const newToken = (): string => randomBytes(16).toString('hex');

/** The simulator's tokens and their owners, in memory only. */
export class KiteState {
  readonly #clock: Clock;
  readonly #faults: Faults;
  readonly #requestTokens = new Map<string, Granted>();
  readonly #accessTokens = new Map<string, Granted>([
    [DEMO_TOKENS.user, { account: DEMO_USER, until: Number.POSITIVE_INFINITY }],
    [DEMO_TOKENS.feed, { account: DEMO_USER, until: Number.POSITIVE_INFINITY }],
    [DEMO_TOKENS.viewer, { account: DEMO_VIEWER, until: Number.POSITIVE_INFINITY }],
    [DEMO_TOKENS.stranger, { account: DEMO_STRANGER, until: Number.POSITIVE_INFINITY }],
    [DEMO_TOKENS.expired, { account: DEMO_USER, until: 0 }],
  ]);

  constructor(clock: Clock, faults: Faults) {
    this.#clock = clock;
    this.#faults = faults;
  }

  now(): number {
    return this.#clock.now();
  }

  /** The login page's token, valid for one exchange. */
  grantRequestToken(account: KiteAccount): string {
    const token = newToken();
    this.#requestTokens.set(token, { account, until: this.#clock.now() + REQUEST_TOKEN_MS });
    return token;
  }

  /** The owner of a request token, which cannot be used again. */
  useRequestToken(token: string): KiteAccount | undefined {
    const granted = this.#requestTokens.get(token);
    this.#requestTokens.delete(token);
    return this.#living(granted);
  }

  /** A new access token, valid until six in the morning. */
  grantAccessToken(account: KiteAccount): string {
    const token = newToken();
    this.#accessTokens.set(token, { account, until: nextSessionExpiry(this.#clock.now()) });
    return token;
  }

  /** The owner of a living access token. The fault `token_death` ends the token. */
  accountOf(accessToken: string): KiteAccount | undefined {
    const account = this.#living(this.#accessTokens.get(accessToken));
    if (account === undefined) return undefined;
    if (this.#faults.take('token_death', { userId: account.userId }) === undefined) return account;
    this.#accessTokens.delete(accessToken);
    return undefined;
  }

  /** @returns false for an unknown token */
  invalidate(accessToken: string): boolean {
    const wasAlive = this.#living(this.#accessTokens.get(accessToken)) !== undefined;
    this.#accessTokens.delete(accessToken);
    return wasAlive;
  }

  #living(granted: Granted | undefined): KiteAccount | undefined {
    return granted !== undefined && this.#clock.now() < granted.until ? granted.account : undefined;
  }
}
