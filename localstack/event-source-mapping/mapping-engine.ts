import { type Backoff, backoffDelay } from './backoff.ts';
import { type AccumulatedBatch, BatchAccumulator } from './batch-accumulator.ts';
import type { Clock } from './clock.ts';
import type { Committer } from './committer.ts';
import {
  type EventSourceIdentity,
  encodeEvent,
  type KafkaEvent,
  MAXIMUM_PAYLOAD_BYTES,
} from './event-json.ts';
import { recordBytes } from './event-size.ts';
import type { Fault } from './faults.ts';
import type { RecordFilter } from './filter/record-filter.ts';
import { emptyMetrics, type MappingMetrics } from './metrics.ts';
import type { DiscardedBatch, DiscardReason, FailedInvocation } from './on-failure-record.ts';
import { readBatchResponse } from './partial-batch-response.ts';
import { PartitionBuffer } from './partition-buffer.ts';
import type { SourceRecord } from './record.ts';
import { type Batch, nextStep, type Outcome, type Remainder, type RetryPolicy } from './retry-policy.ts';

/** What a mapping does with the world. */
export interface MappingPorts {
  /** Invokes the function and resolves with its answer; rejects when it threw, timed out or its environment ended. */
  invoke(event: KafkaEvent): Promise<unknown>;
  /** Delivers given-up records to the on-failure destination; absent when there is none. */
  readonly deliver?: ((batch: DiscardedBatch) => Promise<void>) | undefined;
  /** Stops and continues fetching one partition. */
  pause(partition: number): void;
  resume(partition: number): void;
  /** Makes the next fetch of a partition start at this offset. */
  seek(partition: number, offset: number): void;
  /** One line for a person. */
  log(line: string): void;
  newId(): string;
  readonly clock: Clock;
}

/** What the engine must know about the mapping. */
export interface EngineSettings extends RetryPolicy {
  readonly topic: string;
  readonly functionArn: string;
  readonly source: EventSourceIdentity;
  readonly batchSize: number;
  readonly maximumBatchingWindowMs: number;
  /** Lambda's 6 MB unless a test asks for less. */
  readonly maximumPayloadBytes?: number;
  readonly reportBatchItemFailures: boolean;
  readonly maximumRecordAgeMs: number;
  readonly filter: RecordFilter | undefined;
  readonly backoff: Backoff;
  readonly nextFault: () => Fault;
  /** Records and bytes a partition may hold ahead of the function before its fetching is paused. */
  readonly prefetch: { readonly records: number; readonly bytes: number };
}

/** A batch under way, and the partitions it still holds. */
interface Flight {
  readonly generation: Generation;
  readonly partitions: Set<number>;
}

/** One assignment of partitions. When the group rebalances it ends, and with it every batch, uncommitted. */
interface Generation {
  readonly buffers: ReadonlyMap<number, PartitionBuffer>;
  readonly committer: Committer;
  readonly paused: Set<number>;
  ended: boolean;
  readonly wakes: Set<() => void>;
}

/**
 * The heart of the emulator: takes fetched records, invokes the function batch by batch, and says what may be
 * committed. No Kafka in here: the adapter calls {@link assign} and {@link receive} and lends it the ports.
 */
export class MappingEngine {
  readonly #settings: EngineSettings;
  readonly #ports: MappingPorts;
  readonly #accumulator: BatchAccumulator;
  readonly #metrics: MappingMetrics = emptyMetrics();
  /** Partitions with a batch under way, of this generation or one that has ended but whose handler still runs. */
  readonly #flights = new Map<number, Flight>();
  readonly #running = new Set<Promise<void>>();
  #generation: Generation | undefined;
  #draining = false;
  #pumpQueued = false;
  #cancelTimer: (() => void) | undefined;

  constructor(settings: EngineSettings, ports: MappingPorts) {
    this.#settings = settings;
    this.#ports = ports;
    this.#accumulator = new BatchAccumulator(
      {
        batchSize: settings.batchSize,
        maximumBatchingWindowMs: settings.maximumBatchingWindowMs,
        maximumPayloadBytes: settings.maximumPayloadBytes ?? MAXIMUM_PAYLOAD_BYTES,
      },
      settings.source,
      settings.topic,
    );
  }

  /** Counters since the start, and the lag as of now. */
  snapshot(): MappingMetrics {
    let sum = 0;
    let maximum = 0;
    for (const buffer of this.#generation?.buffers.values() ?? []) {
      sum += buffer.lag;
      maximum = Math.max(maximum, buffer.lag);
    }
    return { ...this.#metrics, MaxOffsetLag: maximum, SumOffsetLag: sum };
  }

  /** Counts what goes wrong outside the engine. */
  count(metric: 'PollingErrorCount' | 'CommitErrorCount' | 'CommittedEventCount', amount = 1): void {
    this.#metrics[metric] += amount;
  }

  /** A new assignment: everything of the last one is dropped without being committed. */
  assign(partitions: readonly number[], committer: Committer): void {
    this.revoke();
    this.#generation = {
      buffers: new Map(partitions.map((partition) => [partition, new PartitionBuffer(partition)])),
      committer,
      paused: new Set(),
      ended: false,
      wakes: new Set(),
    };
  }

  /** The assignment is lost. */
  revoke(): void {
    const generation = this.#generation;
    if (generation === undefined) return;
    this.#generation = undefined;
    generation.ended = true;
    generation.committer.close();
    for (const wake of generation.wakes) wake();
    for (const partition of generation.paused) this.#ports.resume(partition);
    this.#cancelTimer?.();
  }

  /**
   * Takes one fetch of one partition.
   * @param through offset after the last one fetched; @param highWatermark end of the partition.
   */
  receive(partition: number, records: readonly SourceRecord[], through: number, highWatermark: number): void {
    const generation = this.#generation;
    const buffer = generation?.buffers.get(partition);
    if (generation === undefined || buffer === undefined) return;
    const { filter, source } = this.#settings;
    for (const record of records) {
      if (!buffer.isNew(record.offset)) continue;
      this.#metrics.PolledEventCount += 1;
      if (filter === undefined || filter(record)) buffer.add(record, recordBytes(record, source.nullFields));
      else {
        this.#metrics.FilteredOutEventCount += 1;
        buffer.skip(record.offset);
      }
    }
    buffer.fetched(through, highWatermark);
    this.#commitPosition(generation, buffer);
    this.#balance(generation, buffer);
    this.#pumpSoon();
  }

  /** Finishes what is under way, without starting anything new. Resolves when idle; `abandon` gives up waiting. */
  async drain(): Promise<void> {
    this.#draining = true;
    this.#cancelTimer?.();
    for (const wake of this.#generation?.wakes ?? []) wake();
    await Promise.all(this.#running);
    await this.#generation?.committer.flush();
  }

  /** One pump per turn, so that partitions that arrive in one fetch share a batch. */
  #pumpSoon(): void {
    if (this.#pumpQueued) return;
    this.#pumpQueued = true;
    queueMicrotask(() => {
      this.#pumpQueued = false;
      this.#pump();
    });
  }

  #pump(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const generation = this.#generation;
    if (generation === undefined || this.#draining) return;
    for (;;) {
      const ready: PartitionBuffer[] = [];
      for (const buffer of generation.buffers.values()) {
        if (buffer.length > 0 && !this.#flights.has(buffer.partition)) ready.push(buffer);
      }
      const found = this.#accumulator.next(ready, this.#ports.clock.monotonic());
      if (found.kind === 'idle') return;
      if (found.kind === 'wait') {
        this.#wakeAt(found.until);
        return;
      }
      if (found.kind === 'batch') this.#launch(generation, found.batch, undefined);
      else this.#launch(generation, new Map([[found.record.partition, [found.record]]]), 'payload-too-large');
    }
  }

  #wakeAt(time: number): void {
    const { clock } = this.#ports;
    this.#cancelTimer = clock.schedule(Math.max(1, Math.ceil(time - clock.monotonic())), () => this.#pump());
  }

  #launch(generation: Generation, accumulated: AccumulatedBatch, discard: DiscardReason | undefined): void {
    const flight: Flight = { generation, partitions: new Set(accumulated.keys()) };
    const records: SourceRecord[] = [];
    for (const [partition, own] of accumulated) {
      for (const record of own) records.push(record);
      this.#flights.set(partition, flight);
      const buffer = generation.buffers.get(partition);
      if (buffer === undefined) continue;
      buffer.start(own);
      this.#balance(generation, buffer);
    }
    const work =
      discard === undefined
        ? this.#process(flight, { records, retries: 0 }, true)
        : this.#discard(flight, records, discard, this.#uninvoked());
    const run: Promise<void> = work.then(
      () => {
        this.#running.delete(run);
        for (const partition of [...flight.partitions]) this.#release(flight, partition);
      },
      (error: unknown) => {
        // A defect in here: the partitions stay held and uncommitted, so that nothing is lost.
        this.#running.delete(run);
        this.#ports.log(
          `defect in the event source mapping, ${describeRecords(records)} stay where they are: ${describeError(error)}`,
        );
      },
    );
    this.#running.add(run);
  }

  /**
   * Works on a batch until each of its records is done, or its generation or the mapping ends.
   * @param isLast whether nothing else of this flight follows, so that partitions may be released as they get done.
   */
  async #process(flight: Flight, batch: Batch, isLast: boolean): Promise<void> {
    let current: Batch | undefined = batch;
    while (current !== undefined && this.#alive(flight)) {
      const records = await this.#discardExpired(flight, current.records);
      if (records.length === 0 || !this.#alive(flight)) return;
      const attempted: Batch = { records, retries: current.retries };
      const { outcome, invocation } = await this.#attempt(flight, attempted);
      if (flight.generation.ended) return;
      const step = nextStep(attempted, outcome, this.#settings);
      current = undefined;
      switch (step.kind) {
        case 'complete':
          this.#complete(flight, records);
          return;
        case 'discard':
          await this.#discard(flight, records, 'retries-exhausted', invocation);
          return;
        case 'retry':
          await this.#backOff(flight, step.batch.retries);
          current = step.batch;
          break;
        case 'bisect':
          await this.#process(flight, step.halves[0], false);
          current = step.halves[1];
          break;
        case 'continue':
          await this.#continuePartitions(flight, records, step.remainders, invocation, isLast);
          return;
      }
    }
  }

  async #continuePartitions(
    flight: Flight,
    records: readonly SourceRecord[],
    remainders: readonly Remainder[],
    invocation: FailedInvocation,
    isLast: boolean,
  ): Promise<void> {
    const failed = new Set(remainders.map(({ partition }) => partition));
    this.#complete(
      flight,
      records.filter(({ partition }) => !failed.has(partition)),
    );
    for (const partition of new Set(records.map((record) => record.partition))) {
      if (isLast && !failed.has(partition)) this.#release(flight, partition);
    }
    await Promise.all(
      remainders.map(async (remainder) => {
        const own = records.filter(({ partition }) => partition === remainder.partition);
        if (remainder.kind === 'discard') {
          await this.#discard(flight, remainder.records, 'retries-exhausted', invocation);
          if (this.#alive(flight)) this.#complete(flight, own);
        } else {
          const first = remainder.batch.records[0]?.offset ?? 0;
          this.#complete(
            flight,
            own.filter(({ offset }) => offset < first),
          );
          await this.#backOff(flight, remainder.batch.retries);
          await this.#process(flight, remainder.batch, isLast);
        }
        if (isLast && this.#alive(flight)) this.#release(flight, remainder.partition);
      }),
    );
  }

  async #attempt(flight: Flight, batch: Batch): Promise<{ outcome: Outcome; invocation: FailedInvocation }> {
    const fault = this.#settings.nextFault();
    let outcome = await this.#invokeOnce(batch);
    if (fault === 'duplicate-delivery' && outcome.kind === 'success') outcome = await this.#invokeOnce(batch);
    else if (fault === 'drop-answer') outcome = { kind: 'function-error' };
    else if (fault === 'rebalance-mid-batch') this.#restartGeneration(flight.generation);
    const invocation: FailedInvocation = {
      requestId: this.#ports.newId(),
      functionArn: this.#settings.functionArn,
      invokeCount: batch.retries + 1,
      functionError: outcome.kind === 'function-error',
    };
    return { outcome, invocation };
  }

  async #invokeOnce(batch: Batch): Promise<Outcome> {
    const event = encodeEvent(batch.records, this.#settings.source);
    this.#metrics.InvokedEventCount += batch.records.length;
    let response: unknown;
    try {
      response = await this.#ports.invoke(event);
    } catch (error) {
      this.#invokeFailed(batch, describeError(error));
      return { kind: 'function-error' };
    }
    if (!this.#settings.reportBatchItemFailures) return { kind: 'success' };
    const verdict = readBatchResponse(response, batch.records);
    if (verdict.kind !== 'invalid') return verdict;
    this.#invokeFailed(batch, verdict.reason);
    return { kind: 'invalid-response' };
  }

  #invokeFailed(batch: Batch, reason: string): void {
    this.#metrics.InvokeErrorCount += 1;
    this.#metrics.FailedInvokeEventCount += batch.records.length;
    const attempts = batch.retries === 0 ? '' : ` (retry ${batch.retries})`;
    this.#ports.log(`invocation failed for ${describeRecords(batch.records)}${attempts}: ${reason}`);
  }

  async #discardExpired(flight: Flight, records: readonly SourceRecord[]): Promise<readonly SourceRecord[]> {
    const { maximumRecordAgeMs } = this.#settings;
    if (maximumRecordAgeMs === Number.POSITIVE_INFINITY) return records;
    const oldest = this.#ports.clock.epoch() - maximumRecordAgeMs;
    if (records.every(({ timestamp }) => timestamp >= oldest)) return records;
    const expired = records.filter(({ timestamp }) => timestamp < oldest);
    const live = records.filter(({ timestamp }) => timestamp >= oldest);
    await this.#discard(flight, expired, 'record-age-exceeded', this.#uninvoked());
    return live;
  }

  async #discard(
    flight: Flight,
    records: readonly SourceRecord[],
    reason: DiscardReason,
    invocation: FailedInvocation,
  ): Promise<void> {
    const { deliver, clock, log } = this.#ports;
    if (deliver === undefined) {
      this.#metrics.DroppedEventCount += records.length;
      log(`dropped ${describeRecords(records)} (${reason}); there is no onFailureDestination`);
    } else {
      for (let failures = 0; this.#alive(flight); failures += 1) {
        try {
          const timestamp = new Date(clock.epoch()).toISOString();
          await deliver({ records, reason, invocation, timestamp, source: this.#settings.source });
          this.#metrics.OnFailureDestinationDeliveredEventCount += records.length;
          break;
        } catch (error) {
          this.#metrics.OnFailureDestinationDeliveryErrorCount += 1;
          log(
            `could not deliver ${describeRecords(records)} to the onFailureDestination, trying again: ${describeError(error)}`,
          );
          await this.#backOff(flight, failures + 1);
        }
      }
      if (!this.#alive(flight)) return;
    }
    // One by one: records that expired may lie between others that are still to be invoked.
    for (const { partition, offset } of records) this.#bufferOf(flight, partition)?.completeOne(offset);
    this.#complete(flight, []);
  }

  #uninvoked(): FailedInvocation {
    return {
      requestId: this.#ports.newId(),
      functionArn: this.#settings.functionArn,
      invokeCount: 0,
      functionError: false,
    };
  }

  /** These records, and all before them in their partitions, are done. */
  #complete(flight: Flight, records: readonly SourceRecord[]): void {
    const last = new Map<number, number>();
    for (const { partition, offset } of records) last.set(partition, offset);
    for (const [partition, offset] of last) this.#bufferOf(flight, partition)?.completeThrough(offset);
    for (const partition of flight.partitions) {
      const buffer = this.#bufferOf(flight, partition);
      if (buffer !== undefined) this.#commitPosition(flight.generation, buffer);
    }
  }

  #bufferOf(flight: Flight, partition: number): PartitionBuffer | undefined {
    if (flight.generation.ended || !flight.partitions.has(partition)) return undefined;
    return flight.generation.buffers.get(partition);
  }

  #release(flight: Flight, partition: number): void {
    if (!flight.partitions.delete(partition)) return;
    if (this.#flights.get(partition) === flight) this.#flights.delete(partition);
    this.#pumpSoon();
  }

  #commitPosition(generation: Generation, buffer: PartitionBuffer): void {
    if (generation.ended) return;
    const commit = buffer.takeCommit();
    if (commit !== undefined) generation.committer.request(buffer.partition, commit.offset, commit.records);
  }

  /** Keeps what is prefetched within bounds; resumes at half, so that fetching does not stutter. */
  #balance(generation: Generation, buffer: PartitionBuffer): void {
    if (generation.ended) return;
    const { records, bytes } = this.#settings.prefetch;
    const isPaused = generation.paused.has(buffer.partition);
    if (!isPaused && (buffer.length > records || buffer.bytes > bytes)) {
      generation.paused.add(buffer.partition);
      this.#ports.pause(buffer.partition);
    } else if (isPaused && buffer.length <= records / 2 && buffer.bytes <= bytes / 2) {
      generation.paused.delete(buffer.partition);
      this.#ports.resume(buffer.partition);
    }
  }

  /** Fault injection: what a rebalance that gives back the same partitions does. */
  #restartGeneration(generation: Generation): void {
    if (generation.ended) return;
    const positions = [...generation.buffers.values()].map(({ partition, position }) => ({
      partition,
      position,
    }));
    const committer = generation.committer.successor();
    this.assign([...generation.buffers.keys()], committer);
    for (const { partition, position } of positions) if (position >= 0) this.#ports.seek(partition, position);
  }

  async #backOff(flight: Flight, retry: number): Promise<void> {
    if (!this.#alive(flight)) return;
    const { wakes } = flight.generation;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        wakes.delete(wake);
        cancel();
        resolve();
      };
      const cancel = this.#ports.clock.schedule(backoffDelay(retry - 1, this.#settings.backoff), wake);
      wakes.add(wake);
    });
  }

  #alive(flight: Flight): boolean {
    return !flight.generation.ended && !this.#draining;
  }
}

function describeRecords(records: readonly SourceRecord[]): string {
  const first = records[0];
  const last = records[records.length - 1];
  if (first === undefined || last === undefined) return 'no records';
  const noun = records.length === 1 ? 'record' : 'records';
  return `${records.length} ${noun}, ${first.topic}-${first.partition}@${first.offset} to ${last.topic}-${last.partition}@${last.offset}`;
}

function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
