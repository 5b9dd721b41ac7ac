import { randomUUID } from 'node:crypto';
import type { Admin, Kafka } from 'kafkajs';
import { systemClock } from './clock.ts';
import { Committer } from './committer.ts';
import { Concurrency } from './concurrency.ts';
import type { KafkaEvent } from './event-json.ts';
import { type FaultSettings, faultInjector, NO_FAULTS } from './faults.ts';
import {
  type ConsumerTuning,
  classifyCommitError,
  DEFAULT_TUNING,
  type FetchedBatch,
  GroupConsumer,
  type GroupListener,
} from './group-consumer.ts';
import { toSourceRecord } from './kafka-record.ts';
import { describeMapping, type MappingDescription } from './mapping-description.ts';
import { MappingEngine } from './mapping-engine.ts';
import type { MappingSettings } from './mapping-settings.ts';
import type { MappingMetrics } from './metrics.ts';
import { type FailureDelivery, openFailureDelivery } from './on-failure-destination.ts';
import { resolveStartingOffsets } from './starting-position.ts';

/** Invokes the function synchronously; rejects when it threw, timed out or its environment ended. */
export type Invoke = (event: KafkaEvent) => Promise<unknown>;

/** Dependencies of a mapping. */
export interface MappingRuntime {
  readonly kafka: Kafka;
  readonly invoke: Invoke;
  /** One line for a person. */
  readonly log: (line: string) => void;
  readonly faults?: FaultSettings;
  /** Shared by all mappings of the function. Default: an environment for each batch in flight. */
  readonly concurrency?: Concurrency;
  readonly tuning?: Partial<ConsumerTuning>;
  /** The last failure in the function's log since a time in epoch milliseconds. */
  readonly explain?: (since: number) => string | undefined;
}

/** A fetch is answered within its long poll, and the broker may take a while on top. */
const MAX_SILENCE_MS = 10_000;

/** A commit costs about as much as an empty invocation, and batches may be a few milliseconds long. */
const COMMIT_EVERY_MS = 20;

/** Windows from which on a fetch waits for more than the first record. */
const LONG_WINDOW_MS = 1_000;

/** Records a partition may hold ahead of the function. Half of it must outlast one idle fetch at full speed. */
const PREFETCH_RECORDS = 20_000;
const PREFETCH_BYTES = 12 * 1024 * 1024;

/** A mapping that gathers for a second does not need each record at once. Its fetches take what half a second brings. */
const tuningOf = ({ maximumBatchingWindowMs }: MappingSettings): ConsumerTuning =>
  maximumBatchingWindowMs < LONG_WINDOW_MS
    ? DEFAULT_TUNING
    : { ...DEFAULT_TUNING, fetchMinimumBytes: DEFAULT_TUNING.maximumBytesPerPartition / 2 };

/**
 * A Kafka event source mapping of AWS Lambda: reads one topic in one consumer group and invokes one function.
 *
 * ```ts
 * const mapping = new EventSourceMapping(settings, { kafka, invoke: (event) => handler(event), log: console.error });
 * await mapping.start();
 * …
 * await mapping.stop(4_000);
 * ```
 */
export class EventSourceMapping {
  readonly #settings: MappingSettings;
  readonly #runtime: MappingRuntime;
  readonly #engine: MappingEngine;
  readonly #consumer: GroupConsumer;
  readonly #failures: FailureDelivery | undefined;
  readonly #createdAt = systemClock.epoch();
  #startingOffsets: ReadonlyMap<number, number> = new Map();
  #isStopped = false;
  #starting: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;

  constructor(settings: MappingSettings, runtime: MappingRuntime) {
    this.#settings = settings;
    this.#runtime = runtime;
    const { kafka, invoke, log, faults = NO_FAULTS, tuning, concurrency = new Concurrency() } = runtime;
    this.#failures = openFailureDelivery(kafka, settings.onFailureDestination, log);
    this.#consumer = new GroupConsumer(
      kafka,
      settings.consumerGroupId,
      settings.topic,
      { ...tuningOf(settings), ...tuning },
      this.#listener(),
    );
    this.#engine = new MappingEngine(
      {
        ...settings,
        nextFault: faultInjector(faults),
        prefetch: { records: Math.max(PREFETCH_RECORDS, 2 * settings.batchSize), bytes: PREFETCH_BYTES },
      },
      {
        invoke,
        deliver:
          this.#failures === undefined
            ? undefined
            : (batch) => this.#failures?.deliver(batch) ?? Promise.resolve(),
        pause: (partition) => this.#consumer.pause(partition),
        resume: (partition) => this.#consumer.resume(partition),
        seek: (partition, offset) => this.#consumer.seek(partition, offset),
        log,
        newId: randomUUID,
        clock: systemClock,
        concurrency,
      },
    );
  }

  get settings(): MappingSettings {
    return this.#settings;
  }

  /** Resolves when the group has assigned partitions and a LATEST position is fixed; rejects when the broker cannot be reached or refuses. */
  async start(): Promise<void> {
    const { topic, consumerGroupId, startingPosition } = this.#settings;
    if (startingPosition.kind !== 'TRIM_HORIZON') {
      this.#startingOffsets = await withAdmin(this.#runtime.kafka, (admin) =>
        resolveStartingOffsets(admin, topic, consumerGroupId, startingPosition),
      );
    }
    const joined = new Promise<void>((resolve, reject) => {
      this.#starting = { resolve, reject };
    });
    await Promise.all([this.#consumer.start(), joined]);
    this.#starting = undefined;
  }

  /** AWS's counters, as of now. */
  snapshot(): MappingMetrics {
    return this.#engine.snapshot();
  }

  /** The mapping in Lambda's API: settings, state and current problems. */
  describe(): MappingDescription {
    const { status } = this.#engine;
    const { silentFor } = this.#consumer;
    if (silentFor !== undefined && silentFor > MAX_SILENCE_MS && !this.#isStopped) {
      const message = `no answer from the broker for ${Math.round(silentFor / 1_000)} s`;
      status.failed({ kind: 'polling', message }, false);
    }
    return describeMapping(this.#settings, {
      state: silentFor === undefined ? 'Creating' : 'Enabled',
      lastProcessingResult: status.lastProcessingResult(this.#runtime.explain ?? (() => undefined)),
      startedAt: this.#createdAt,
    });
  }

  /** The function's environment has started, or why it cannot be. */
  functionStarted(failure: string | undefined): void {
    const { status } = this.#engine;
    if (failure === undefined) status.works('start');
    else status.failed({ kind: 'start', message: failure });
  }

  /**
   * Lets batches under way end and commits them, then leaves the group. What has not ended after `deadlineMs` is left
   * uncommitted and will be delivered again.
   * @returns the counters and the lag it leaves behind.
   */
  async stop(deadlineMs: number): Promise<MappingMetrics> {
    if (this.#isStopped) return this.snapshot();
    this.#isStopped = true;
    let cancel = (): void => {};
    const deadline = new Promise<void>((resolve) => {
      cancel = systemClock.schedule(deadlineMs, resolve);
    });
    await Promise.race([this.#engine.drain(), deadline]);
    const metrics = this.snapshot();
    this.#engine.revoke();
    await Promise.race([Promise.allSettled([this.#consumer.stop(), this.#failures?.close()]), deadline]);
    cancel();
    return metrics;
  }

  /** Stops as a killed process would: nothing more is committed, even if the function succeeds. For tests of redelivery. */
  async crash(): Promise<void> {
    this.#isStopped = true;
    this.#engine.revoke();
    await Promise.allSettled([this.#consumer.stop(), this.#failures?.close()]);
  }

  #listener(): GroupListener {
    return {
      assigned: (partitions) => this.#assigned(partitions),
      revoked: () => this.#engine.revoke(),
      fetched: (batch) => this.#fetched(batch),
      answered: () => this.#engine.status.works('polling'),
      unreadable: (partition, offset, reason) => this.#unreadable(partition, offset, reason),
      failed: (error, isTransient) => {
        this.#engine.count('PollingErrorCount');
        this.#engine.status.failed({ kind: 'polling', message: error.message });
        if (!isTransient) this.#starting?.reject(error);
        this.#runtime.log(
          `polling ${this.#settings.topic} for ${this.#settings.functionName} failed, trying again: ${error.message}`,
        );
      },
    };
  }

  #assigned(partitions: readonly number[]): void {
    this.#engine.assign(
      partitions,
      new Committer({
        commit: (offsets) => this.#consumer.commit(offsets),
        classify: classifyCommitError,
        clock: systemClock,
        everyMs: COMMIT_EVERY_MS,
        onCommitted: (records) => {
          this.#engine.count('CommittedEventCount', records);
          this.#engine.status.works('commit');
        },
        onError: (error, failure) => {
          this.#engine.count('CommitErrorCount');
          if (failure === 'fenced') this.#engine.revoke();
          else {
            this.#engine.status.failed({ kind: 'commit', message: String(error) });
            this.#runtime.log(
              `committing ${this.#settings.topic} for ${this.#settings.functionName} failed, trying again: ${String(error)}`,
            );
          }
        },
      }),
    );
    const own = new Map([...this.#startingOffsets].filter(([partition]) => partitions.includes(partition)));
    this.#startingOffsets = new Map();
    const ready = own.size === 0 ? Promise.resolve() : this.#consumer.startAt(own);
    ready.then(
      () => this.#starting?.resolve(),
      (error: unknown) => {
        this.#runtime.log(
          `the starting position of ${this.#settings.functionName} could not be committed: ${String(error)}`,
        );
        this.#starting?.resolve();
      },
    );
  }

  #fetched({ partition, messages, through, highWatermark }: FetchedBatch): void {
    const arrivedAt = systemClock.monotonic();
    const { topic } = this.#settings;
    const records = messages.map((message) => toSourceRecord(topic, partition, message, arrivedAt));
    this.#engine.status.read(partition, through);
    this.#engine.receive(partition, records, through, highWatermark);
  }

  #unreadable(partition: number, offset: number, reason: string): void {
    this.#engine.count('PollingErrorCount');
    this.#engine.status.failed({ kind: 'record-batch', partition, offset, message: reason });
    const { topic, functionName } = this.#settings;
    this.#runtime.log(
      `${topic}-${partition} stops for ${functionName} before the record batch at offset ${offset}, which cannot be read (${reason}); trying again`,
    );
  }
}

const withAdmin = async <Result>(kafka: Kafka, use: (admin: Admin) => Promise<Result>): Promise<Result> => {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
};
