import { messageOf } from '../../shared/errors.ts';
import type { MarketTick } from '../../shared/events/types.ts';
import type { FoundCredentials } from '../../shared/ports/kite-login.ts';
import type { FeedTicker, FeedTime, OpenTicker, Subscriptions } from './ports.ts';
import { MAX_SOCKETS, TOKENS_PER_SOCKET } from './subscriptions/plan.ts';

/** Between two looks for a session, while it is absent or Kite refuses its token. */
const LOOK_MS = 3_000;

export type ConnectionState = 'off' | 'no_session' | 'token_refused' | 'connecting' | 'connected';

/** The connection to Kite of one run: it waits for a session, opens the ticker, and opens it again after a new login. */
export class Connection {
  readonly #credentials: () => Promise<FoundCredentials>;
  readonly #open: OpenTicker;
  readonly #time: FeedTime;
  readonly #onTicks: (ticks: readonly MarketTick[]) => void;
  #ticker: FeedTicker | undefined;
  #token = '';
  /** What was wanted last, and how many of it are subscribed. */
  #wanted: Subscriptions | undefined;
  #subscribed = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #problem: string | undefined;
  #completeSince: number | undefined;
  #leaving: Promise<unknown> = Promise.resolve();
  /** Counts of tickers that are closed. */
  #reconnects = 0;
  #unknownPackets = 0;

  constructor(options: {
    readonly credentials: () => Promise<FoundCredentials>;
    readonly openTicker: OpenTicker;
    readonly time: FeedTime;
    readonly onTicks: (ticks: readonly MarketTick[]) => void;
  }) {
    this.#credentials = options.credentials;
    this.#open = options.openTicker;
    this.#time = options.time;
    this.#onTicks = options.onTicks;
  }

  get state(): ConnectionState {
    if (this.#ticker === undefined) return this.#problem === undefined ? 'off' : 'no_session';
    const { isRefused, isComplete } = this.#ticker.status();
    if (isRefused) return 'token_refused';
    return isComplete ? 'connected' : 'connecting';
  }

  /** Why it is not connected, for a person. */
  get problem(): string | undefined {
    return this.#ticker === undefined ? this.#problem : this.#ticker.status().problem;
  }

  get sockets(): number {
    return this.#ticker?.status().sockets ?? 0;
  }

  /** Instruments on the connection. */
  get subscribed(): number {
    return this.#subscribed;
  }

  /** Since when every wanted instrument is subscribed without a break, of `elapsed`. */
  get completeSince(): number | undefined {
    return this.#completeSince;
  }

  get reconnects(): number {
    return this.#reconnects + (this.#ticker?.status().reconnects ?? 0);
  }

  get unknownPackets(): number {
    return this.#unknownPackets + (this.#ticker?.status().unknownPackets ?? 0);
  }

  /**
   * Connects and subscribes, as far as it is due.
   * @param sockets how many this run may use; another run may have the others
   */
  async connect(wanted: Subscriptions, sockets = MAX_SOCKETS): Promise<void> {
    if (wanted.size === 0 || sockets <= 0) {
      this.close();
      return;
    }
    const isRefused = this.#ticker?.status().isRefused === true;
    if (this.#ticker === undefined || isRefused) await this.#look(isRefused);
    this.#subscribe(wanted, Math.min(wanted.size, sockets * TOKENS_PER_SOCKET));
    const isComplete = this.#ticker?.status().isComplete === true;
    this.#completeSince = isComplete ? (this.#completeSince ?? this.#time.elapsed()) : undefined;
  }

  close(): void {
    const ticker = this.#ticker;
    this.#ticker = undefined;
    this.#problem = undefined;
    this.#completeSince = undefined;
    this.#wanted = undefined;
    this.#subscribed = 0;
    if (ticker === undefined) return;
    const { reconnects, unknownPackets } = ticker.status();
    this.#reconnects += reconnects;
    this.#unknownPackets += unknownPackets;
    this.#leaving = Promise.all([this.#leaving, ticker.close()]);
  }

  /** Resolves when the sockets of all closed tickers are closed or cut. */
  async closed(): Promise<void> {
    await this.#leaving;
  }

  #subscribe(wanted: Subscriptions, count: number): void {
    if (this.#ticker === undefined || (wanted === this.#wanted && count === this.#subscribed)) return;
    this.#ticker.subscribe(count === wanted.size ? wanted : new Map([...wanted].slice(0, count)));
    this.#wanted = wanted;
    this.#subscribed = count;
  }

  /** Looks for a session. After a refusal, only for one with another token. */
  async #look(isRefused: boolean): Promise<void> {
    if (this.#time.elapsed() < this.#lookedAt + LOOK_MS) return;
    this.#lookedAt = this.#time.elapsed();
    const found = await this.#find();
    if (found.kind === 'none') {
      this.close();
      this.#problem = found.problem;
      return;
    }
    if (isRefused && found.accessToken === this.#token) return;
    this.close();
    this.#token = found.accessToken;
    this.#ticker = this.#open(found, this.#onTicks);
  }

  async #find(): Promise<FoundCredentials> {
    try {
      return await this.#credentials();
    } catch (thrown) {
      return { kind: 'none', problem: messageOf(thrown) };
    }
  }
}
