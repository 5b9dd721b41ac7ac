import { type EventSourceIdentity, MAX_PAYLOAD_BYTES } from './event-json.ts';
import { envelopeBytes, partitionBytes } from './event-size.ts';
import type { PartitionBuffer } from './partition-buffer.ts';
import type { SourceRecord } from './record.ts';

/** When a batch is closed. */
export interface BatchLimits {
  readonly batchSize: number;
  /** Milliseconds from the arrival of the batch's first record; 0 takes the records that have arrived. */
  readonly maximumBatchingWindowMs: number;
  /** Bytes of the whole invocation JSON. */
  readonly maximumPayloadBytes: number;
}

/** Records that go into one invocation, by partition. */
export type AccumulatedBatch = ReadonlyMap<number, readonly SourceRecord[]>;

/** What {@link BatchAccumulator.next} found. */
export type Accumulation =
  | { readonly kind: 'batch'; readonly batch: AccumulatedBatch }
  /** A record that fits into no invocation. It has been taken out of its partition. */
  | { readonly kind: 'oversize'; readonly record: SourceRecord }
  /** Nothing to invoke before this time of the mapping's clock, unless more records arrive. */
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'idle' };

/**
 * Cuts batches out of the partitions that are ready (records waiting, none in flight). A batch closes at the first
 * of: batch size, window, payload. It starts with the partition whose first record has waited longest, then takes the
 * next. So an event has several partitions if they are ready together.
 */
export class BatchAccumulator {
  readonly #limits: BatchLimits;
  readonly #baseBytes: number;
  readonly #topic: string;

  constructor(limits: BatchLimits, source: EventSourceIdentity, topic: string) {
    this.#limits = {
      ...limits,
      maximumPayloadBytes: Math.min(limits.maximumPayloadBytes, MAX_PAYLOAD_BYTES),
    };
    this.#baseBytes = envelopeBytes(source);
    this.#topic = topic;
  }

  /** @param ready partitions that may be invoked now, with at least one record each. */
  next(ready: readonly PartitionBuffer[], now: number): Accumulation {
    if (ready.length === 0) return { kind: 'idle' };
    const ordered = ready.length === 1 ? ready : [...ready].sort(byArrival);
    const oldest = ordered[0]?.first;
    if (oldest === undefined) return { kind: 'idle' };
    const due = oldest.arrivedAt + this.#limits.maximumBatchingWindowMs;
    if (now < due && !this.#isFull(ordered)) return { kind: 'wait', until: due };
    return this.#cut(ordered);
  }

  #isFull(ordered: readonly PartitionBuffer[]): boolean {
    let records = 0;
    let bytes = this.#baseBytes - 1;
    for (const buffer of ordered) {
      records += buffer.length;
      bytes += partitionBytes(this.#topic, buffer.partition) + buffer.bytes + buffer.length - 1;
    }
    return records >= this.#limits.batchSize || bytes > this.#limits.maximumPayloadBytes;
  }

  #cut(ordered: readonly PartitionBuffer[]): Accumulation {
    const batch = new Map<number, SourceRecord[]>();
    let room = this.#limits.batchSize;
    let bytesLeft = this.#limits.maximumPayloadBytes - this.#baseBytes;
    for (const buffer of ordered) {
      const records: SourceRecord[] = [];
      // Only a partition that is not the first has a comma before it.
      const header = partitionBytes(this.#topic, buffer.partition) - (batch.size === 0 ? 1 : 0);
      while (room > 0 && buffer.length > 0) {
        // A partition costs its name once, a further record its comma.
        const size = buffer.firstBytes + (records.length === 0 ? header : 1);
        const fits = size <= bytesLeft;
        if (!fits && (records.length > 0 || batch.size > 0)) break;
        const record = buffer.take();
        if (record === undefined) break;
        if (!fits) return { kind: 'oversize', record };
        records.push(record);
        bytesLeft -= size;
        room -= 1;
      }
      if (records.length > 0) batch.set(buffer.partition, records);
      if (room === 0) break;
    }
    return { kind: 'batch', batch };
  }
}

const byArrival = (a: PartitionBuffer, b: PartitionBuffer): number =>
  (a.first?.arrivedAt ?? 0) - (b.first?.arrivedAt ?? 0) || a.partition - b.partition;
