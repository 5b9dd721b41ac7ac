import { isYounger } from '../../kernel/cached.ts';
import type { Clock } from '../../ports/clock.ts';

/** What the ticker's address carries. The token never leaves this module's callers but in that address. */
export interface TickerCredentials {
  readonly apiKey: string;
  readonly accessToken: string;
  /** The sandbox asks for it. */
  readonly userId?: string;
}

/** Credentials are asked for at most once in this time, however many connections wait for them. */
const ASK_EVERY_MS = 2_000;

/** A refused token is tried again after this time: a server may have refused a good one by mistake. */
const RETRY_EVERY_MS = 60_000;

/**
 * The credentials that all connections of a ticker share. They are asked for once, and again after the broker refused
 * the token. A refused token is not sent again at once, so that a dead session does not hammer the broker.
 */
export class TokenGate {
  readonly #ask: () => Promise<TickerCredentials>;
  readonly #clock: Clock;
  #held: TickerCredentials | undefined;
  #asking: Promise<TickerCredentials> | undefined;
  #askedAt = 0;
  #refused: string | undefined;
  #refusedAt = 0;

  constructor(ask: () => Promise<TickerCredentials>, clock: Clock) {
    this.#ask = ask;
    this.#clock = clock;
  }

  /** Credentials to connect with; undefined while the broker's last word on them is a refusal. @throws errors of the caller's function */
  async take(): Promise<TickerCredentials | undefined> {
    const credentials = this.#held ?? (await this.#askRarely());
    if (
      credentials.accessToken === this.#refused &&
      isYounger(this.#refusedAt, this.#clock.now(), RETRY_EVERY_MS)
    ) {
      return undefined;
    }
    this.#held = credentials;
    return credentials;
  }

  /**
   * The broker refused the token.
   * @param isInUse another connection is open with it: the refusal may mean that connection's number, not the token
   */
  refuse(credentials: TickerCredentials, isInUse: boolean): void {
    if (this.#held?.accessToken === credentials.accessToken) this.#held = undefined;
    if (isInUse) return;
    this.#refused = credentials.accessToken;
    this.#refusedAt = this.#clock.now();
  }

  #askRarely(): Promise<TickerCredentials> {
    const now = this.#clock.now();
    if (this.#asking === undefined || !isYounger(this.#askedAt, now, ASK_EVERY_MS)) {
      this.#askedAt = now;
      this.#asking = this.#ask();
    }
    return this.#asking;
  }
}
