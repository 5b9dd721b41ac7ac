import { keepUnreadableApart, unreadableBatchOf } from '@alpha-panda/embedded-kafka/codecs';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { backoffDelay, DEFAULT_BACKOFF } from './backoff.ts';
import { systemClock } from './clock.ts';
import type { CommitFailure } from './committer.ts';

/** How the mapping's consumer behaves towards the broker. */
export interface ConsumerTuning {
  /** A killed process is replaced after this; it must be more than three heartbeats. */
  readonly sessionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  /** The long poll: how long a fetch waits at the broker. */
  readonly fetchWaitMs: number;
  /** A fetch with so many bytes is answered before its time. */
  readonly fetchMinimumBytes: number;
  readonly maximumBytesPerPartition: number;
}

export const DEFAULT_TUNING: ConsumerTuning = {
  sessionTimeoutMs: 6_000,
  heartbeatIntervalMs: 1_000,
  fetchWaitMs: 500,
  fetchMinimumBytes: 1,
  maximumBytesPerPartition: 1024 * 1024,
};

/** What one fetch brought of one partition. */
export interface FetchedBatch {
  readonly partition: number;
  readonly messages: readonly KafkaMessage[];
  /** The offset after the last that was looked at. */
  readonly through: number;
  /** The end of the partition. */
  readonly highWatermark: number;
}

/** Notifications of the consumer. */
export interface GroupListener {
  /** Partitions were assigned, perhaps the same as before: what was fetched earlier and not committed comes again. */
  assigned(partitions: readonly number[]): void;
  /** The assignment was revoked, and a new one follows. */
  revoked(): void;
  fetched(batch: FetchedBatch): void;
  /** The broker has answered a fetch, with records or without. */
  answered(): void;
  /** The record batch at `offset` cannot be read. Its partition waits and is tried again, the others go on. */
  unreadable(partition: number, offset: number, reason: string): void;
  /** Polling has failed. It is tried again in any case; `isTransient` says whether that is likely to help. */
  failed(error: Error, isTransient: boolean): void;
}

/**
 * One member of a consumer group on one topic, which stays in the group until it is stopped. Fetches never wait for
 * the function: {@link GroupListener.fetched} returns at once, and a partition with enough records is paused. So
 * heartbeats continue while a handler runs, and the next records are ready when it ends.
 */
export class GroupConsumer {
  readonly #kafka: Kafka;
  readonly #groupId: string;
  readonly #topic: string;
  readonly #tuning: ConsumerTuning;
  readonly #listener: GroupListener;
  #consumer: Consumer | undefined;
  #running = false;
  #stopped = false;
  #cancelRestart: (() => void) | undefined;
  #answeredAt: number | undefined;
  #commitFetched: EachBatchPayload['commitOffsetsIfNecessary'] | undefined;
  /** Partitions at an unreadable batch, with the count of tries and the wait before the next try. */
  readonly #unreadable = new Map<
    number,
    { readonly tries: number; readonly cancel: (() => void) | undefined }
  >();
  /** Partitions that the owner has paused. */
  readonly #paused = new Set<number>();

  constructor(kafka: Kafka, groupId: string, topic: string, tuning: ConsumerTuning, listener: GroupListener) {
    this.#kafka = kafka;
    this.#groupId = groupId;
    this.#topic = topic;
    this.#tuning = tuning;
    this.#listener = listener;
  }

  /** Connects and subscribes; the first assignment follows through the listener. */
  async start(): Promise<void> {
    const { sessionTimeoutMs, heartbeatIntervalMs, maximumBytesPerPartition } = this.#tuning;
    const consumer = this.#kafka.consumer({
      groupId: this.#groupId,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: heartbeatIntervalMs,
      rebalanceTimeout: Math.max(10_000, sessionTimeoutMs),
      maxWaitTimeInMs: this.#tuning.fetchWaitMs,
      minBytes: this.#tuning.fetchMinimumBytes,
      maxBytesPerPartition: maximumBytesPerPartition,
      allowAutoTopicCreation: false,
      retry: {
        initialRetryTime: 100,
        maxRetryTime: 3_000,
        retries: 8,
        restartOnFailure: async () => !this.#stopped,
      },
    });
    this.#consumer = consumer;
    const { GROUP_JOIN, REBALANCING, CRASH, FETCH } = consumer.events;
    consumer.on(FETCH, () => {
      this.#answeredAt = systemClock.monotonic();
      this.#listener.answered();
    });
    consumer.on(GROUP_JOIN, ({ payload }) => {
      this.#running = true;
      this.#answeredAt = systemClock.monotonic();
      this.#forgetUnreadable();
      this.#listener.assigned(payload.memberAssignment[this.#topic] ?? []);
    });
    consumer.on(REBALANCING, () => this.#listener.revoked());
    consumer.on(CRASH, ({ payload }) => {
      this.#running = false;
      this.#listener.failed(payload.error, payload.restart);
      this.#listener.revoked();
      if (!payload.restart) this.#restartLater();
    });
    await consumer.connect();
    await consumer.subscribe({ topic: this.#topic, fromBeginning: true });
    await keepUnreadableApart(() =>
      consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: true,
        // The handler never waits, so this only lets the partitions of one fetch arrive in one turn of the event loop.
        partitionsConsumedConcurrently: 64,
        eachBatch: async ({ batch, commitOffsetsIfNecessary }) => {
          this.#commitFetched = commitOffsetsIfNecessary;
          this.#fetched(batch);
        },
      }),
    );
  }

  /** Milliseconds since the broker last answered a fetch; undefined before it first assigned partitions. */
  get silentFor(): number | undefined {
    return this.#answeredAt === undefined ? undefined : systemClock.monotonic() - this.#answeredAt;
  }

  /** Commits for what this generation fetched. Unlike `consumer.commitOffsets` it never retries into the next one. */
  async commit(offsets: ReadonlyMap<number, number>): Promise<void> {
    const partitions = [...offsets].map(([partition, offset]) => ({ partition, offset: String(offset) }));
    await this.#commitFetched?.({ topics: [{ topic: this.#topic, partitions }] });
  }

  /** Commits where nothing has been fetched yet, and makes the first fetch start there. */
  async startAt(offsets: ReadonlyMap<number, number>): Promise<void> {
    for (const [partition, offset] of offsets) this.seek(partition, offset);
    const topic = this.#topic;
    // kafkajs announces the assignment a moment before it takes commits.
    await new Promise((resolve) => setImmediate(resolve));
    await this.#consumer?.commitOffsets(
      [...offsets].map(([partition, offset]) => ({ topic, partition, offset: String(offset) })),
    );
  }

  pause(partition: number): void {
    this.#paused.add(partition);
    this.#pauseOrResume(partition);
  }

  resume(partition: number): void {
    this.#paused.delete(partition);
    this.#pauseOrResume(partition);
  }

  seek(partition: number, offset: number): void {
    if (this.#running) this.#consumer?.seek({ topic: this.#topic, partition, offset: String(offset) });
  }

  /** Leaves the group and disconnects. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelRestart?.();
    this.#forgetUnreadable();
    await this.#consumer?.disconnect();
    this.#running = false;
  }

  #fetched(batch: EachBatchPayload['batch']): void {
    const { partition, messages } = batch;
    const highWatermark = Number(batch.highWatermark);
    const end = messages.findIndex((message) => unreadableBatchOf(message) !== undefined);
    const first = messages[end];
    if (first === undefined) {
      this.#unreadable.delete(partition);
      this.#listener.fetched({ partition, messages, through: Number(batch.lastOffset()) + 1, highWatermark });
      return;
    }
    const offset = Number(first.offset);
    this.#listener.fetched({ partition, messages: messages.slice(0, end), through: offset, highWatermark });
    this.#waitBefore(partition, offset);
    this.#listener.unreadable(partition, offset, unreadableBatchOf(first)?.reason ?? '');
  }

  /** Fetches from `offset` on again after a while: the broker may be repaired, or its retention may remove the batch. */
  #waitBefore(partition: number, offset: number): void {
    const tries = (this.#unreadable.get(partition)?.tries ?? 0) + 1;
    const cancel = systemClock.schedule(backoffDelay(tries, DEFAULT_BACKOFF), () => {
      this.#unreadable.set(partition, { tries, cancel: undefined });
      this.#pauseOrResume(partition);
    });
    this.#unreadable.set(partition, { tries, cancel });
    this.seek(partition, offset);
    this.#pauseOrResume(partition);
  }

  #forgetUnreadable(): void {
    const partitions = [...this.#unreadable.keys()];
    for (const { cancel } of this.#unreadable.values()) cancel?.();
    this.#unreadable.clear();
    for (const partition of partitions) this.#pauseOrResume(partition);
  }

  #pauseOrResume(partition: number): void {
    if (!this.#running) return;
    const isHeld = this.#paused.has(partition) || this.#unreadable.get(partition)?.cancel !== undefined;
    const selection = [{ topic: this.#topic, partitions: [partition] }];
    if (isHeld) this.#consumer?.pause(selection);
    else this.#consumer?.resume(selection);
  }

  /** kafkajs restarts itself after what it takes for transient; after the rest a new consumer is made. */
  #restartLater(): void {
    if (this.#stopped) return;
    this.#cancelRestart = systemClock.schedule(1_000, () => {
      this.start().catch((error: unknown) => {
        this.#listener.failed(error instanceof Error ? error : new Error(String(error)), true);
        this.#restartLater();
      });
    });
  }
}

const FENCED = new Set([
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'REBALANCE_IN_PROGRESS',
  'FENCED_INSTANCE_ID',
]);

/** A commit of a generation that has ended must not be tried again. */
export const classifyCommitError = (error: unknown): CommitFailure =>
  error instanceof Error && 'type' in error && typeof error.type === 'string' && FENCED.has(error.type)
    ? 'fenced'
    : 'retry';
