import type { Clock } from './clock.ts';

/** Commits the next offset to read of each partition; throws when the broker refuses or cannot be reached. */
type CommitOffsets = (offsets: ReadonlyMap<number, number>) => Promise<void>;

/** How a refused commit is to be treated. */
export type CommitFailure = 'retry' | 'fenced';

interface Pending {
  offset: number;
  records: number;
}

/** Dependencies of a committer. */
export interface CommitterOptions {
  readonly commit: CommitOffsets;
  readonly classify: (error: unknown) => CommitFailure;
  readonly clock: Clock;
  /** Minimum milliseconds between two commits. Default: none. */
  readonly everyMs?: number;
  readonly onCommitted: (records: number) => void;
  readonly onError: (error: unknown, failure: CommitFailure) => void;
}

/**
 * Commits behind the batches: a partition's next batch does not wait for the broker's answer, and positions that
 * gather while a commit is under way, or shortly after one, go out together. A crash in between costs a redelivery, never
 * a record.
 * One committer serves one group generation; a fenced commit is dropped with it.
 */
export class Committer {
  readonly #options: CommitterOptions;
  #pending = new Map<number, Pending>();
  #running: Promise<void> | undefined;
  #closed = false;
  #committedAt = Number.NEGATIVE_INFINITY;
  #wake: (() => void) | undefined;

  constructor(options: CommitterOptions) {
    this.#options = options;
  }

  /** A committer for the next generation. */
  successor(): Committer {
    return new Committer(this.#options);
  }

  /** @param records how many records the position covers since the last request for this partition. */
  request(partition: number, offset: number, records: number): void {
    if (this.#closed) return;
    const pending = this.#pending.get(partition);
    if (pending === undefined) this.#pending.set(partition, { offset, records });
    else {
      pending.offset = Math.max(pending.offset, offset);
      pending.records += records;
    }
    this.#running ??= this.#run();
  }

  /** Resolves when all that was requested is committed, or the generation has ended. */
  async flush(): Promise<void> {
    await this.#running;
  }

  /** Ends this generation: nothing more is sent. */
  close(): void {
    this.#closed = true;
    this.#pending.clear();
    this.#wake?.();
  }

  async #run(): Promise<void> {
    // A turn of the microtask queue lets partitions that end together be committed together.
    await Promise.resolve();
    for (let failures = 0; this.#pending.size > 0 && !this.#closed; ) {
      await this.#waitForNext();
      if (this.#closed) break;
      const batch = this.#pending;
      this.#pending = new Map();
      try {
        await this.#options.commit(new Map([...batch].map(([partition, { offset }]) => [partition, offset])));
        failures = 0;
        this.#committedAt = this.#options.clock.monotonic();
        let records = 0;
        for (const pending of batch.values()) records += pending.records;
        this.#options.onCommitted(records);
      } catch (error) {
        if (this.#closed) break;
        const failure = this.#options.classify(error);
        this.#options.onError(error, failure);
        if (failure === 'fenced') this.close();
        if (this.#closed) break;
        for (const [partition, { offset, records }] of batch) {
          const newer = this.#pending.get(partition);
          if (newer === undefined) this.#pending.set(partition, { offset, records });
          else newer.records += records;
        }
        failures += 1;
        await this.#pause(Math.min(5_000, 50 * 2 ** Math.min(failures, 10)));
      }
    }
    this.#running = undefined;
  }

  async #waitForNext(): Promise<void> {
    const { clock, everyMs = 0 } = this.#options;
    const waitMs = this.#committedAt + everyMs - clock.monotonic();
    if (waitMs > 0) await this.#pause(waitMs);
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.schedule(milliseconds, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
