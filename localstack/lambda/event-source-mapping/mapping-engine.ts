import { type AccumulatedBatch, BatchAccumulator } from './batch-accumulator.ts';
import type { Committer } from './committer.ts';
import type { EngineSettings, MappingPorts } from './engine-ports.ts';
import { MAX_PAYLOAD_BYTES } from './event-json.ts';
import { recordBytes } from './event-size.ts';
import { describeError, describeRecords, Flight, type FlightOwner } from './flight.ts';
import { Generation } from './generation.ts';
import { MappingStatus } from './mapping-status.ts';
import { emptyMetrics, type MappingMetrics } from './metrics.ts';
import type { DiscardReason } from './on-failure-record.ts';
import type { PartitionBuffer } from './partition-buffer.ts';
import type { SourceRecord } from './record.ts';

/**
 * The core of the emulator: it takes fetched records, invokes the function batch by batch, and decides which offsets
 * may be committed. It does not use Kafka: the adapter calls {@link assign} and {@link receive}, and provides the
 * ports.
 */
export class MappingEngine {
  readonly #settings: EngineSettings;
  readonly #ports: MappingPorts;
  readonly #accumulator: BatchAccumulator;
  readonly #owner: FlightOwner;
  readonly #metrics: MappingMetrics = emptyMetrics();
  /** The problems of the mapping and of its partitions. */
  readonly status: MappingStatus;
  /** Partitions with a batch under way, of this generation or one that has ended but whose handler still runs. */
  readonly #flights = new Map<number, Flight>();
  readonly #running = new Set<Promise<void>>();
  #generation: Generation | undefined;
  #draining = false;
  #pumpQueued = false;
  #waitsForEnvironment = false;
  #cancelTimer: (() => void) | undefined;

  constructor(settings: EngineSettings, ports: MappingPorts) {
    this.#settings = settings;
    this.#ports = ports;
    this.status = new MappingStatus(settings.topic, () => ports.clock.epoch());
    this.#owner = {
      settings,
      ports,
      metrics: this.#metrics,
      status: this.status,
      isDraining: () => this.#draining,
      released: (flight, partition) => this.#released(flight, partition),
      restart: (generation) => this.#restart(generation),
    };
    this.#accumulator = new BatchAccumulator(
      {
        batchSize: settings.batchSize,
        maximumBatchingWindowMs: settings.maximumBatchingWindowMs,
        maximumPayloadBytes: settings.maximumPayloadBytes ?? MAX_PAYLOAD_BYTES,
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
    this.#generation = new Generation(partitions, committer, this.#ports, this.#settings.prefetch);
  }

  /** The assignment is lost. */
  revoke(): void {
    const generation = this.#generation;
    if (generation === undefined) return;
    this.#generation = undefined;
    generation.end();
    this.status.revoked();
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
    generation.commitPosition(buffer);
    generation.balance(buffer);
    this.#pumpSoon();
  }

  /** Finishes what is under way, without starting anything new. Resolves when idle. */
  async drain(): Promise<void> {
    this.#draining = true;
    this.#cancelTimer?.();
    this.#generation?.wakeAll();
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
      if (ready.length === 0) return;
      if (!this.#ports.concurrency.tryTake()) {
        this.#waitForEnvironment();
        return;
      }
      const found = this.#accumulator.next(ready, this.#ports.clock.monotonic());
      if (found.kind === 'idle' || found.kind === 'wait') {
        this.#ports.concurrency.release();
        if (found.kind === 'wait') this.#wakeAt(found.until);
        return;
      }
      if (found.kind === 'batch') this.#launch(generation, found.batch, undefined);
      else this.#launch(generation, new Map([[found.record.partition, [found.record]]]), 'payload-too-large');
    }
  }

  #waitForEnvironment(): void {
    if (this.#waitsForEnvironment) return;
    this.#waitsForEnvironment = true;
    this.#ports.concurrency.whenReleased(() => {
      this.#waitsForEnvironment = false;
      this.#pump();
    });
  }

  #wakeAt(time: number): void {
    const { clock } = this.#ports;
    this.#cancelTimer = clock.schedule(Math.max(1, Math.ceil(time - clock.monotonic())), () => this.#pump());
  }

  #launch(generation: Generation, accumulated: AccumulatedBatch, discard: DiscardReason | undefined): void {
    const flight = new Flight(this.#owner, generation, accumulated.keys());
    const records: SourceRecord[] = [];
    for (const [partition, own] of accumulated) {
      for (const record of own) records.push(record);
      this.#flights.set(partition, flight);
      const buffer = generation.buffers.get(partition);
      if (buffer === undefined) continue;
      buffer.start(own);
      generation.balance(buffer);
    }
    const work = discard === undefined ? flight.fly(records) : flight.discard(records, discard);
    const run: Promise<void> = work
      // A defect in here: the partitions stay held and uncommitted, so that nothing is lost.
      .catch((error: unknown) =>
        this.#ports.log(
          `defect in the event source mapping, ${describeRecords(records)} stay where they are: ${describeError(error)}`,
        ),
      )
      .finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  #released(flight: Flight, partition: number): void {
    if (this.#flights.get(partition) === flight) this.#flights.delete(partition);
    this.#pumpSoon();
  }

  #restart(generation: Generation): void {
    if (generation.ended) return;
    const positions = [...generation.buffers.values()].map(({ partition, position }) => ({
      partition,
      position,
    }));
    this.assign([...generation.buffers.keys()], generation.committer.successor());
    for (const { partition, position } of positions) if (position >= 0) this.#ports.seek(partition, position);
  }
}
