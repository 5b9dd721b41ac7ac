import type { BatchHeader } from './record-batch.ts';
import type { SegmentStorage } from './segment-storage.ts';

/** A run of batches without gaps, and an index with one entry per batch. */
export class Segment {
  readonly baseOffset: number;
  readonly storage: SegmentStorage;
  readonly #baseOffsets: number[] = [];
  readonly #positions: number[] = [];
  readonly #maxTimestamps: number[] = [];
  #size = 0;
  #nextOffset: number;
  #maxTimestamp = -1;

  constructor(baseOffset: number, storage: SegmentStorage) {
    this.baseOffset = baseOffset;
    this.storage = storage;
    this.#nextOffset = baseOffset;
  }

  /** Bytes of all batches. */
  get size(): number {
    return this.#size;
  }

  /** The offset after the last record. */
  get nextOffset(): number {
    return this.#nextOffset;
  }

  /** The youngest record's time; -1 without records. */
  get maxTimestamp(): number {
    return this.#maxTimestamp;
  }

  append(batch: Buffer, header: Pick<BatchHeader, 'lastOffsetDelta' | 'maxTimestamp'>): void {
    this.storage.append(batch);
    this.index(header, batch.length);
  }

  /** Notes a batch that is in the storage already. */
  index(header: Pick<BatchHeader, 'lastOffsetDelta' | 'maxTimestamp'>, size: number): void {
    this.#baseOffsets.push(this.#nextOffset);
    this.#positions.push(this.#size);
    this.#maxTimestamps.push(header.maxTimestamp);
    this.#size += size;
    this.#nextOffset += header.lastOffsetDelta + 1;
    this.#maxTimestamp = Math.max(this.#maxTimestamp, header.maxTimestamp);
  }

  /**
   * Whole batches from the one that holds `offset` on, as many as fit into `maxBytes`. When not even the first
   * fits, it is returned alone if `atLeastOne` is set, for otherwise a consumer could never get past it.
   */
  read(offset: number, maxBytes: number, atLeastOne: boolean): Buffer | undefined {
    const first = this.#batchOf(offset);
    const from = this.#positionOf(first);
    let end = lastAtOrBelow(this.#positions, from + maxBytes);
    if (from + maxBytes >= this.#size) end = this.#positions.length;
    if (end <= first) {
      if (!atLeastOne) return undefined;
      end = first + 1;
    }
    return this.storage.read(from, this.#positionOf(end) - from);
  }

  /** The batches that hold a record not older than `timestamp`, in order, each read when it is asked for. */
  *batchesNotBefore(timestamp: number): Generator<Buffer> {
    for (const [index, maxTimestamp] of this.#maxTimestamps.entries()) {
      if (maxTimestamp < timestamp) continue;
      const from = this.#positionOf(index);
      yield this.storage.read(from, this.#positionOf(index + 1) - from);
    }
  }

  #batchOf(offset: number): number {
    return lastAtOrBelow(this.#baseOffsets, offset);
  }

  #positionOf(batch: number): number {
    return this.#positions[batch] ?? this.#size;
  }
}

/** The index of the last of the ascending `values` that is not above `limit`; -1 when all are. */
const lastAtOrBelow = (values: readonly number[], limit: number): number => {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? Number.POSITIVE_INFINITY) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};
