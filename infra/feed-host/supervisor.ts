import type { Release } from './release.ts';

/** A process of the feed. */
export interface FeedProcess {
  /** Resolves when it has ended, with what is to say about it. */
  readonly ended: Promise<string>;
  /** Asks it to give up its lease and to end; kills it if it does not. */
  stop(): Promise<void>;
}

export interface Supervised {
  /** What is deployed now; undefined while Lambda updates it. */
  release(): Promise<Release | undefined>;
  start(release: Release): Promise<FeedProcess>;
  /** Resolves after the time, or when the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  log(message: string): void;
}

/** Between two looks at what is deployed. */
const LOOK_MS = 60_000;
/** Looks in a row that are refused until the feed counts as not deployed here any more. */
const MAX_REFUSED = 10;
/** The time that a new process has to connect, before the old one gives its lease up. */
const OVERLAP_MS = 20_000;

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** The function does not exist, or its code is not for this host. */
const isRefusal = (thrown: unknown): boolean => / answered 40[34]:/.test(messageOf(thrown));

/**
 * Runs the newest release of the feed. A new release starts beside the old one, which leaves when the new one had the time
 * to connect: the lease lets one of them publish. A new release that ends at once is not used, and the old one goes on.
 */
export class Supervisor {
  readonly #supervised: Supervised;
  readonly #running = new Set<FeedProcess>();
  #current: FeedProcess | undefined;
  #ended: string | undefined;
  #version: string | undefined;
  #isStopping = false;
  #refused = 0;
  #wake = new AbortController();

  constructor(supervised: Supervised) {
    this.#supervised = supervised;
  }

  /**
   * Resolves after `stop`.
   * @throws Error if nothing could be started, if the process of the feed ended by itself, or if AWS refuses to tell what is
   * deployed: then the feed has another host, or none.
   */
  async run(): Promise<void> {
    while (!this.#isStopping) {
      try {
        await this.#look();
        this.#refused = 0;
      } catch (thrown) {
        this.#refused = isRefusal(thrown) ? this.#refused + 1 : 0;
        if (this.#current === undefined || this.#refused >= MAX_REFUSED) throw thrown;
        this.#supervised.log(`could not look for a new release: ${messageOf(thrown)}`);
      }
      await this.#sleep(LOOK_MS);
      if (this.#ended !== undefined && !this.#isStopping) {
        throw new Error(`the market feed ended: ${this.#ended}`);
      }
    }
  }

  /** Stops what runs. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wake.abort();
    await Promise.all([...this.#running].map((running) => running.stop()));
  }

  /** Ends early when the current process ends, or when this is stopped. */
  async #sleep(milliseconds: number): Promise<void> {
    if (this.#isStopping || this.#ended !== undefined) return;
    this.#wake = new AbortController();
    await this.#supervised.sleep(milliseconds, this.#wake.signal);
  }

  async #start(release: Release): Promise<FeedProcess> {
    const started = await this.#supervised.start(release);
    this.#running.add(started);
    void started.ended.then((how) => {
      this.#running.delete(started);
      if (this.#current !== started) return;
      this.#ended = how;
      this.#wake.abort();
    });
    return started;
  }

  async #look(): Promise<void> {
    const release = await this.#supervised.release();
    if (release === undefined || release.version === this.#version) return;
    const next = await this.#start(release);
    // What does not work is not tried again until something else is deployed.
    this.#version = release.version;
    const before = this.#current;
    if (before !== undefined && !(await this.#isConnected(next))) return;
    this.#current = next;
    await before?.stop();
  }

  /** Whether a new process still runs when it had the time to connect. */
  async #isConnected(next: FeedProcess): Promise<boolean> {
    const { log } = this.#supervised;
    const end = new AbortController();
    let how: string | undefined;
    void next.ended.then((said) => {
      how = said;
      end.abort();
    });
    await this.#supervised.sleep(OVERLAP_MS, end.signal);
    log(
      how === undefined
        ? 'the new release takes over'
        : `the new release ended (${how}); the one before goes on`,
    );
    return how === undefined;
  }
}
