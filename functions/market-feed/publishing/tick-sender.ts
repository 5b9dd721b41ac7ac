import { messageOf } from '../../../shared/errors.ts';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import type { MarketTick } from '../../../shared/events/types.ts';
import { tickRecord } from '../../../shared/market/tick-record.ts';
import type { Publisher } from '../../../shared/ports/log.ts';
import type { FeedLog, FeedTime } from '../ports.ts';
import { ConflationQueue } from './conflation-queue.ts';

const TOPIC = SHARED_TOPICS.marketTicks.name;

/** Between the starts of two batches: what one frame or 50 ms bring goes out together. */
const BATCH_MS = 50;
/** Ticks of a batch of the backlog. */
const BACKLOG_TICKS = 2_000;
const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 2_000;
/** Between two looks at a lease that has to be renewed before more may be sent. */
const WAIT_MS = 50;

/** Called before a batch is published, and again after it failed. */
export type OnBatch = (ticks: readonly MarketTick[]) => void | Promise<void>;

interface Backlog {
  readonly ticks: readonly MarketTick[];
  /** When the oldest came. */
  readonly at: number;
  /** Places before it are sent. */
  from: number;
}

/**
 * Publishes the ticks of the run that holds the lease: first the backlog, whole and in order, then what arrives. Every
 * send begins while the lease is valid. A failed batch is sent again with the same records, so that its copies have the
 * same ids, and newer ticks conflate meanwhile.
 */
export class TickSender {
  readonly #publisher: Publisher;
  readonly #time: FeedTime;
  readonly #log: FeedLog;
  readonly #mayPublish: () => boolean;
  readonly #onBatch: OnBatch | undefined;
  readonly #queue = new ConflationQueue();
  #backlog: Backlog | undefined;
  /** When the oldest tick of the batch under way came. */
  #sendingSince: number | undefined;
  #isActive = false;
  #running: Promise<void> | undefined;
  #startedAt = Number.NEGATIVE_INFINITY;
  #failure: { readonly since: number; readonly problem: string } | undefined;
  #ticks = 0;

  constructor(options: {
    readonly publisher: Publisher;
    readonly time: FeedTime;
    readonly log: FeedLog;
    /** Whether the lease is valid. */
    readonly mayPublish: () => boolean;
    readonly onBatch?: OnBatch | undefined;
  }) {
    this.#publisher = options.publisher;
    this.#time = options.time;
    this.#log = options.log;
    this.#mayPublish = options.mayPublish;
    this.#onBatch = options.onBatch;
  }

  /** Published ticks. */
  get ticks(): number {
    return this.#ticks;
  }

  /** Ticks that newer ones replaced. */
  get conflated(): number {
    return this.#queue.conflated;
  }

  /** Since when Kafka takes no batch, and why. */
  get failure(): { readonly since: number; readonly problem: string } | undefined {
    return this.#failure;
  }

  /** Age of the oldest tick that is not published. */
  get unsentMs(): number {
    const times = [this.#backlog?.at, this.#sendingSince, this.#queue.oldestAt].filter(
      (at) => at !== undefined,
    );
    return times.length === 0 ? 0 : Math.max(0, this.#time.elapsed() - Math.min(...times));
  }

  /** Begins to publish. @param at when the oldest tick of the backlog came */
  start(backlog: readonly MarketTick[], at: number): void {
    this.#queue.clear();
    this.#backlog = backlog.length === 0 ? undefined : { ticks: backlog, at, from: 0 };
    this.#isActive = true;
    this.#wake();
  }

  /** A tick of a run that does not publish is only buffered, by its caller. */
  offer(ticks: readonly MarketTick[], at: number): void {
    if (!this.#isActive) return;
    for (const tick of ticks) this.#queue.offer(tick, at);
    this.#wake();
  }

  /** Takes no more ticks, and waits until all are sent, until the lease has ended, or for a time. */
  async finish(limitMs: number): Promise<void> {
    this.#isActive = false;
    const running = this.#running;
    if (running !== undefined) await Promise.race([running, this.#time.sleep(limitMs)]);
  }

  /** Gives up what is not sent. */
  stop(): void {
    this.#isActive = false;
    this.#queue.clear();
    this.#backlog = undefined;
    this.#failure = undefined;
  }

  #wake(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  async #run(): Promise<void> {
    // Frames of the same turn of the event loop go out together.
    await Promise.resolve();
    while (this.#backlog !== undefined || this.#queue.size > 0) {
      const early = this.#startedAt + BATCH_MS - this.#time.elapsed();
      if (early > 0 && this.#backlog === undefined) await this.#time.sleep(early);
      if (!(await this.#untilValid())) return;
      this.#startedAt = this.#time.elapsed();
      if (this.#backlog === undefined) await this.#sendQueue();
      else await this.#sendBacklog(this.#backlog);
    }
  }

  async #sendQueue(): Promise<void> {
    this.#sendingSince = this.#queue.oldestAt;
    // What is not sent then, another run has in its buffer: this one has stopped.
    await this.#send(this.#queue.take());
    this.#queue.sent();
    this.#sendingSince = undefined;
  }

  async #sendBacklog(backlog: Backlog): Promise<void> {
    const ticks = backlog.ticks.slice(backlog.from, backlog.from + BACKLOG_TICKS);
    if (!(await this.#send(ticks))) return;
    backlog.from += ticks.length;
    if (backlog.from >= backlog.ticks.length && this.#backlog === backlog) this.#backlog = undefined;
  }

  /** False if the run was stopped before. */
  async #untilValid(): Promise<boolean> {
    while (!this.#mayPublish()) {
      if (!this.#isActive) return false;
      await this.#time.sleep(WAIT_MS);
    }
    return true;
  }

  /** False if the run was stopped before the batch was sent. */
  async #send(ticks: readonly MarketTick[]): Promise<boolean> {
    if (ticks.length === 0) return true;
    const records = ticks.map((tick) => {
      const { key, value } = tickRecord(tick);
      return { topic: TOPIC, key, value, headers: [] };
    });
    let isAnnounced = false;
    for (let retryMs = FIRST_RETRY_MS; ; retryMs = Math.min(MAX_RETRY_MS, 2 * retryMs)) {
      if (!(await this.#untilValid())) return false;
      try {
        if (!isAnnounced) await this.#onBatch?.(ticks);
        isAnnounced = true;
        await this.#publisher.publish(records);
        this.#ticks += ticks.length;
        if (this.#failure !== undefined) this.#log.info('Kafka takes ticks again');
        this.#failure = undefined;
        return true;
      } catch (thrown) {
        if (this.#failure === undefined) {
          this.#log.warn(`Kafka does not take ticks: ${messageOf(thrown)}`);
        }
        this.#failure = {
          since: this.#failure?.since ?? this.#time.now(),
          problem: messageOf(thrown),
        };
        await this.#time.sleep(retryMs);
      }
    }
  }
}
