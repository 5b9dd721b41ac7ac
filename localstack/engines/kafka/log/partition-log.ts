import type { Clock } from '../clock.ts';
import { errorCodes, KafkaError } from '../protocol/error-codes.ts';
import type { TopicConfig } from '../topics/topic-config.ts';
import { firstRecordNotBefore, type TimestampedOffset } from './batch-timestamps.ts';
import { checkBatch } from './check-batch.ts';
import { ProducerStates } from './producer-states.ts';
import { placeBatch, readBatchHeader, stampBatch, writeMaxTimestamp } from './record-batch.ts';
import { recoverSegments } from './recover-segments.ts';
import { Segment } from './segment.ts';
import type { PartitionStorage } from './segment-storage.ts';

const KIB = 1024;
const MIN_SEGMENT = 16 * KIB;
const MAX_SEGMENT = 16 * KIB * KIB;
/** Deleting whole segments from one end is exact to a segment, so a partition has about this many. */
const SEGMENTS_PER_RETENTION = 8;
/** Kafka's producer.id.expiration.ms. */
const PRODUCER_EXPIRY_MS = 86_400_000;
const LEADER_EPOCH = 0;

export interface PartitionLogOptions {
  readonly storage: PartitionStorage;
  readonly config: TopicConfig;
  /** The maximum size of a partition, even if its topic's retention allows more. */
  readonly capacityBytes: number;
  readonly clock: Clock;
  /** Told what recovery had to throw away. */
  readonly warn: (message: string) => void;
}

export interface Appended {
  readonly baseOffset: number;
  /** Set only where the topic's times are the broker's. */
  readonly logAppendTime: number | undefined;
}

/** An append-only sequence of record batches with dense offsets: one partition of one topic. */
export class PartitionLog {
  readonly #options: PartitionLogOptions;
  readonly #producers = new ProducerStates();
  readonly #listeners = new Set<() => void>();
  readonly #segments: Segment[];
  #config: TopicConfig;
  #startOffset: number;
  #activeSince: number;

  constructor(options: PartitionLogOptions) {
    this.#options = options;
    this.#config = options.config;
    this.#activeSince = options.clock.now();
    const segments = recoverSegments(options.storage, this.#producers, this.#activeSince, options.warn);
    const storedStart = options.storage.readStartOffset();
    if (segments.length === 0) segments.push(new Segment(storedStart, options.storage.create(storedStart)));
    this.#segments = segments;
    // A torn tail may have cost what lay beyond the stored start.
    this.#startOffset = Math.min(Math.max(segments[0]?.baseOffset ?? 0, storedStart), this.endOffset);
  }

  /** The first offset that can be read. */
  get startOffset(): number {
    return this.#startOffset;
  }

  /** The offset that the next record will get; also the high watermark, for there are no followers to wait for. */
  get endOffset(): number {
    return this.#active.nextOffset;
  }

  get size(): number {
    return this.#segments.reduce((total, segment) => total + segment.size, 0);
  }

  get segmentCount(): number {
    return this.#segments.length;
  }

  configure(config: TopicConfig): void {
    this.#config = config;
    this.applyRetention();
  }

  /**
   * Appends one batch as it came from a producer; its header is changed in place. A batch that is in the log
   * already is answered with the place it has.
   * @throws {KafkaError} for anything that Kafka refuses.
   */
  append(records: Buffer | null): Appended {
    const now = this.#options.clock.now();
    const { batch, header, newestTimestamp } = checkBatch(records, this.#config, now);
    const duplicateOf = this.#producers.check(header);
    if (duplicateOf !== undefined) return { baseOffset: duplicateOf, logAppendTime: undefined };
    const baseOffset = this.endOffset;
    placeBatch(batch, baseOffset, LEADER_EPOCH);
    if (this.#config.isLogAppendTime) stampBatch(batch, now);
    else if (header.maxTimestamp !== newestTimestamp) writeMaxTimestamp(batch, newestTimestamp);
    this.#store(batch, now);
    this.#producers.record(header, baseOffset, now);
    for (const listener of this.#listeners) listener();
    return { baseOffset, logAppendTime: this.#config.isLogAppendTime ? now : undefined };
  }

  /**
   * Batches from the one that holds `offset` on. It may begin before `offset`: consumers skip what they have.
   * @returns `undefined` when there is nothing (yet) or `maxBytes` is too small.
   * @throws {KafkaError} OFFSET_OUT_OF_RANGE below the log's start or beyond its end.
   */
  read(offset: number, maxBytes: number, atLeastOne: boolean): Buffer | undefined {
    if (offset < this.#startOffset || offset > this.endOffset) {
      throw new KafkaError(
        errorCodes.OFFSET_OUT_OF_RANGE,
        `Offset ${offset} is outside of the log, which reaches from ${this.#startOffset} to ${this.endOffset}.`,
      );
    }
    if (offset === this.endOffset) return undefined;
    return this.#segments
      .findLast((segment) => segment.baseOffset <= offset)
      ?.read(offset, maxBytes, atLeastOne);
  }

  /** The first record that is not older than `timestamp`, in milliseconds since the epoch. */
  offsetNotBefore(timestamp: number): TimestampedOffset | undefined {
    for (const segment of this.#segments) {
      if (segment.maxTimestamp < timestamp) continue;
      for (const batch of segment.batchesNotBefore(timestamp)) {
        const found = firstRecordNotBefore(batch, timestamp);
        if (found !== undefined && found.offset >= this.#startOffset) return found;
      }
    }
    return undefined;
  }

  /** The record with the greatest timestamp. */
  newestRecord(): TimestampedOffset | undefined {
    const newest = Math.max(...this.#segments.map((segment) => segment.maxTimestamp));
    return newest < 0 ? undefined : this.offsetNotBefore(newest);
  }

  /**
   * Makes `offset` the log's start, as DeleteRecords requests; -1 is its end.
   * @returns the new start.
   */
  deleteBefore(offset: number): number {
    const start = offset === -1 ? this.endOffset : offset;
    if (start < 0 || start > this.endOffset) {
      throw new KafkaError(errorCodes.OFFSET_OUT_OF_RANGE, `Offset ${offset} is beyond ${this.endOffset}.`);
    }
    if (start > this.#startOffset) {
      this.#startOffset = start;
      this.#options.storage.writeStartOffset(start);
      if (start === this.endOffset && this.#active.size > 0) this.#roll();
      this.#dropHeadWhile((head) => head.nextOffset <= start);
    }
    return this.#startOffset;
  }

  /** Drops what is too old or too much. */
  applyRetention(): void {
    const now = this.#options.clock.now();
    const { retentionMs, segmentMs } = this.#config;
    this.#producers.expire(now - PRODUCER_EXPIRY_MS);
    if (this.#active.size > 0) {
      const isExpired = retentionMs !== undefined && this.#active.maxTimestamp < now - retentionMs;
      if (isExpired || now - this.#activeSince >= segmentMs) this.#roll();
    }
    if (retentionMs !== undefined) this.#dropHeadWhile((head) => head.maxTimestamp < now - retentionMs);
    this.#applySizeRetention();
  }

  /** Runs `listener` after each append, and when the log goes away; the returned function withdraws it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    for (const segment of this.#segments) segment.storage.close();
    for (const listener of this.#listeners) listener();
  }

  remove(): void {
    this.close();
    this.#options.storage.remove();
  }

  get #active(): Segment {
    const active = this.#segments.at(-1);
    if (active === undefined) throw new Error('A log always has an active segment.');
    return active;
  }

  get #capacityBytes(): number {
    return Math.min(this.#config.retentionBytes ?? Number.POSITIVE_INFINITY, this.#options.capacityBytes);
  }

  get #segmentBytes(): number {
    const share = this.#capacityBytes / SEGMENTS_PER_RETENTION;
    return Math.min(this.#config.segmentBytes, Math.max(MIN_SEGMENT, Math.min(share, MAX_SEGMENT)));
  }

  #store(batch: Buffer, now: number): void {
    if (this.#active.size > 0 && this.#active.size + batch.length > this.#segmentBytes) this.#roll(now);
    try {
      this.#active.append(batch, readBatchHeader(batch));
    } catch (error) {
      throw new KafkaError(errorCodes.KAFKA_STORAGE_ERROR, `The batch could not be written: ${error}`);
    }
    this.#applySizeRetention();
  }

  #roll(now = this.#options.clock.now()): void {
    this.#segments.push(new Segment(this.endOffset, this.#options.storage.create(this.endOffset)));
    this.#activeSince = now;
  }

  #applySizeRetention(): void {
    let excess = this.size - this.#capacityBytes;
    this.#dropHeadWhile((head) => {
      excess -= head.size;
      return excess >= 0;
    });
  }

  /** Removes segments from the old end; never the active one. */
  #dropHeadWhile(isDropped: (head: Segment) => boolean): void {
    for (
      let head = this.#segments[0];
      head !== undefined && head !== this.#active;
      head = this.#segments[0]
    ) {
      if (!isDropped(head)) return;
      head.storage.remove();
      this.#segments.shift();
      this.#startOffset = Math.max(this.#startOffset, head.nextOffset);
    }
  }
}
