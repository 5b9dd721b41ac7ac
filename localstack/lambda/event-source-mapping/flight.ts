import { backoffDelay } from './backoff.ts';
import type { EngineSettings, MappingPorts } from './engine-ports.ts';
import { encodeEvent } from './event-json.ts';
import type { Generation } from './generation.ts';
import type { MappingStatus } from './mapping-status.ts';
import type { MappingMetrics } from './metrics.ts';
import type { DiscardReason, FailedInvocation } from './on-failure-record.ts';
import { readBatchResponse } from './partial-batch-response.ts';
import type { PartitionBuffer } from './partition-buffer.ts';
import type { SourceRecord } from './record.ts';
import { type Batch, nextStep, type Outcome, type Remainder } from './retry-policy.ts';

/** The parts of the engine that a flight uses. */
export interface FlightOwner {
  readonly settings: EngineSettings;
  readonly ports: MappingPorts;
  readonly metrics: MappingMetrics;
  readonly status: MappingStatus;
  /** Whether the mapping is being stopped: what is under way ends, nothing is begun. */
  isDraining(): boolean;
  /** The flight holds this partition no longer. */
  released(flight: Flight, partition: number): void;
  /** Fault injection: what a rebalance that gives back the same partitions does. */
  restart(generation: Generation): void;
}

/** A batch under way: invokes, retries, bisects and discards until each of its records is done. */
export class Flight {
  readonly #owner: FlightOwner;
  readonly #generation: Generation;
  /** Partitions it still holds: no other batch of theirs is invoked meanwhile. */
  readonly #partitions: Set<number>;
  /** Whether the environment that was taken for its first invocation waits for it. */
  #hasEnvironment = true;

  constructor(owner: FlightOwner, generation: Generation, partitions: Iterable<number>) {
    this.#owner = owner;
    this.#generation = generation;
    this.#partitions = new Set(partitions);
  }

  /** Resolves when all records are done, or the generation or the mapping has ended before. */
  async fly(records: readonly SourceRecord[]): Promise<void> {
    await this.#process({ records, retries: 0 }, true);
    this.#releaseEnvironment();
    this.#releaseAll();
  }

  /** Gives records up without an invocation. */
  async discard(records: readonly SourceRecord[], reason: DiscardReason): Promise<void> {
    this.#releaseEnvironment();
    await this.#discard(records, reason, this.#uninvoked());
    this.#releaseAll();
  }

  /**
   * Works on a batch until each of its records is done, or its generation or the mapping ends.
   * @param isLast whether nothing else of this flight follows, so that partitions may be released as they get done.
   */
  async #process(batch: Batch, isLast: boolean): Promise<void> {
    let current: Batch | undefined = batch;
    while (current !== undefined && this.#isAlive()) {
      const records = await this.#discardExpired(current.records);
      if (records.length === 0 || !this.#isAlive()) return;
      const attempted: Batch = { records, retries: current.retries };
      const { outcome, invocation } = await this.#attempt(attempted);
      if (this.#generation.ended) return;
      const step = nextStep(attempted, outcome, this.#owner.settings);
      current = undefined;
      switch (step.kind) {
        case 'complete':
          this.#complete(records);
          return;
        case 'discard':
          await this.#discard(records, 'retries-exhausted', invocation);
          return;
        case 'retry':
          await this.#backOff(step.batch.retries);
          current = step.batch;
          break;
        case 'bisect':
          await this.#process(step.halves[0], false);
          current = step.halves[1];
          break;
        case 'continue':
          await this.#continuePartitions(records, step.remainders, invocation, isLast);
          return;
      }
    }
  }

  async #continuePartitions(
    records: readonly SourceRecord[],
    remainders: readonly Remainder[],
    invocation: FailedInvocation,
    isLast: boolean,
  ): Promise<void> {
    const failed = new Set(remainders.map(({ partition }) => partition));
    this.#complete(records.filter(({ partition }) => !failed.has(partition)));
    for (const partition of new Set(records.map((record) => record.partition))) {
      if (isLast && !failed.has(partition)) this.#release(partition);
    }
    await Promise.all(
      remainders.map(async (remainder) => {
        const own = records.filter(({ partition }) => partition === remainder.partition);
        if (remainder.kind === 'discard') {
          await this.#discard(remainder.records, 'retries-exhausted', invocation);
          if (this.#isAlive()) this.#complete(own);
        } else {
          const first = remainder.batch.records[0]?.offset ?? 0;
          this.#complete(own.filter(({ offset }) => offset < first));
          this.#stands(remainder.partition, first, undefined);
          await this.#backOff(remainder.batch.retries);
          await this.#process(remainder.batch, isLast);
        }
        if (isLast && this.#isAlive()) this.#release(remainder.partition);
      }),
    );
  }

  async #attempt(batch: Batch): Promise<{ outcome: Outcome; invocation: FailedInvocation }> {
    const fault = this.#owner.settings.nextFault();
    if (typeof fault === 'object') await this.#handOver(fault.secondPollerAfterMs);
    let outcome = await this.#invokeOnce(batch);
    if (fault === 'duplicate-delivery' && outcome.kind === 'success') outcome = await this.#invokeOnce(batch);
    else if (fault === 'drop-answer') outcome = { kind: 'function-error' };
    else if (fault === 'rebalance-mid-batch') this.#owner.restart(this.#generation);
    const invocation: FailedInvocation = {
      requestId: this.#owner.ports.newId(),
      functionArn: this.#owner.settings.functionArn,
      invokeCount: batch.retries + 1,
      functionError: outcome.kind === 'function-error',
    };
    return { outcome, invocation };
  }

  /**
   * Another poller gets the partitions, and begins with these records. This flight continues without notice. Its
   * generation has ended, so it commits nothing, and its answer is ignored.
   */
  async #handOver(afterMs: number): Promise<void> {
    this.#releaseAll();
    this.#owner.restart(this.#generation);
    const { clock } = this.#owner.ports;
    await new Promise<void>((resolve) => {
      clock.schedule(afterMs, resolve);
    });
  }

  async #invokeOnce(batch: Batch): Promise<Outcome> {
    if (!this.#hasEnvironment) await this.#owner.ports.concurrency.take();
    this.#hasEnvironment = true;
    const event = encodeEvent(batch.records, this.#owner.settings.source);
    this.#owner.metrics.InvokedEventCount += batch.records.length;
    let response: unknown;
    try {
      response = await this.#owner.ports.invoke(event);
    } catch (error) {
      this.#invokeFailed(batch, describeError(error));
      return { kind: 'function-error' };
    } finally {
      this.#releaseEnvironment();
    }
    if (!this.#owner.settings.reportBatchItemFailures) return { kind: 'success' };
    const verdict = readBatchResponse(response, batch.records);
    if (verdict.kind !== 'invalid') return verdict;
    this.#invokeFailed(batch, verdict.reason);
    return { kind: 'invalid-response' };
  }

  #invokeFailed(batch: Batch, reason: string): void {
    this.#owner.metrics.InvokeErrorCount += 1;
    this.#owner.metrics.FailedInvokeEventCount += batch.records.length;
    const attempts = batch.retries === 0 ? '' : ` (retry ${batch.retries})`;
    this.#owner.ports.log(`invocation failed for ${describeRecords(batch.records)}${attempts}: ${reason}`);
    const firsts = new Map<number, number>();
    for (const { partition, offset } of batch.records)
      if (!firsts.has(partition)) firsts.set(partition, offset);
    for (const [partition, offset] of firsts) this.#stands(partition, offset, reason);
  }

  /** @param message undefined where the function alone knows why. */
  #stands(partition: number, offset: number, message: string | undefined): void {
    if (this.#bufferOf(partition) === undefined) return;
    this.#owner.status.failed({ kind: 'invocation', partition, offset, message });
  }

  async #discardExpired(records: readonly SourceRecord[]): Promise<readonly SourceRecord[]> {
    const { maximumRecordAgeMs } = this.#owner.settings;
    if (maximumRecordAgeMs === Number.POSITIVE_INFINITY) return records;
    const oldest = this.#owner.ports.clock.epoch() - maximumRecordAgeMs;
    if (records.every(({ timestamp }) => timestamp >= oldest)) return records;
    const expired = records.filter(({ timestamp }) => timestamp < oldest);
    const live = records.filter(({ timestamp }) => timestamp >= oldest);
    await this.#discard(expired, 'record-age-exceeded', this.#uninvoked());
    return live;
  }

  async #discard(
    records: readonly SourceRecord[],
    reason: DiscardReason,
    invocation: FailedInvocation,
  ): Promise<void> {
    const { deliver, clock, log } = this.#owner.ports;
    if (deliver === undefined) {
      this.#owner.metrics.DroppedEventCount += records.length;
      log(`dropped ${describeRecords(records)} (${reason}): no on-failure destination takes them here`);
    } else {
      for (let failures = 0; this.#isAlive(); failures += 1) {
        try {
          const timestamp = new Date(clock.epoch()).toISOString();
          await deliver({ records, reason, invocation, timestamp, source: this.#owner.settings.source });
          this.#owner.metrics.OnFailureDestinationDeliveredEventCount += records.length;
          break;
        } catch (error) {
          this.#owner.metrics.OnFailureDestinationDeliveryErrorCount += 1;
          log(
            `could not deliver ${describeRecords(records)} to the onFailureDestination, trying again: ${describeError(error)}`,
          );
          for (const partition of new Set(records.map((record) => record.partition)))
            this.#owner.status.failed({
              kind: 'destination',
              partition,
              offset: records[0]?.offset ?? 0,
              message: describeError(error),
            });
          await this.#backOff(failures + 1);
        }
      }
      if (!this.#isAlive()) return;
    }
    // One by one: records that expired may lie between others that are still to be invoked.
    for (const { partition, offset } of records) {
      this.#bufferOf(partition)?.completeOne(offset);
      if (this.#bufferOf(partition) !== undefined) this.#owner.status.processed(partition);
    }
    this.#complete([]);
  }

  #uninvoked(): FailedInvocation {
    return {
      requestId: this.#owner.ports.newId(),
      functionArn: this.#owner.settings.functionArn,
      invokeCount: 0,
      functionError: false,
    };
  }

  /** These records, and all before them in their partitions, are done. */
  #complete(records: readonly SourceRecord[]): void {
    const last = new Map<number, number>();
    for (const { partition, offset } of records) last.set(partition, offset);
    for (const [partition, offset] of last) {
      this.#bufferOf(partition)?.completeThrough(offset);
      if (this.#bufferOf(partition) !== undefined) this.#owner.status.processed(partition);
    }
    for (const partition of this.#partitions) {
      const buffer = this.#bufferOf(partition);
      if (buffer !== undefined) this.#generation.commitPosition(buffer);
    }
  }

  #bufferOf(partition: number): PartitionBuffer | undefined {
    if (this.#generation.ended || !this.#partitions.has(partition)) return undefined;
    return this.#generation.buffers.get(partition);
  }

  #releaseEnvironment(): void {
    if (!this.#hasEnvironment) return;
    this.#hasEnvironment = false;
    this.#owner.ports.concurrency.release();
  }

  #releaseAll(): void {
    for (const partition of [...this.#partitions]) this.#release(partition);
  }

  #release(partition: number): void {
    if (this.#partitions.delete(partition)) this.#owner.released(this, partition);
  }

  async #backOff(retry: number): Promise<void> {
    if (!this.#isAlive()) return;
    const { ports, settings } = this.#owner;
    await this.#generation.sleep((wake) =>
      ports.clock.schedule(backoffDelay(retry - 1, settings.backoff), wake),
    );
  }

  #isAlive(): boolean {
    return !this.#generation.ended && !this.#owner.isDraining();
  }
}

export const describeRecords = (records: readonly SourceRecord[]): string => {
  const first = records[0];
  const last = records[records.length - 1];
  if (first === undefined || last === undefined) return 'no records';
  const noun = records.length === 1 ? 'record' : 'records';
  return `${records.length} ${noun}, ${first.topic}-${first.partition}@${first.offset} to ${last.topic}-${last.partition}@${last.offset}`;
};

export const describeError = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
