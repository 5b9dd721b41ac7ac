import type { SourceRecord } from './record.ts';

/** A fetched record that waits for its batch, with its size in the event's JSON. */
interface Waiting {
  readonly record: SourceRecord;
  readonly bytes: number;
}

/**
 * One assigned partition: records that wait, records in flight, and the position that may be committed.
 * The position is always the offset of the first record that is not done, so all offsets skipped between two
 * records (filtered out, compacted away, a transaction's control records) is committed along with its neighbours.
 */
export class PartitionBuffer {
  readonly partition: number;
  #waiting: Waiting[] = [];
  #head = 0;
  #waitingBytes = 0;
  #inFlight: readonly SourceRecord[] = [];
  #done = 0;
  /** Offsets in flight that were done before those in front of them. */
  readonly #doneEarly = new Set<number>();
  /** Offset after the last record seen, filtered or not; -1 before the first. */
  #seenThrough = -1;
  #highWatermark = 0;
  #position = -1;
  #committable = -1;
  #completed = 0;

  constructor(partition: number) {
    this.partition = partition;
  }

  get length(): number {
    return this.#waiting.length - this.#head;
  }

  /** Bytes of JSON that wait, without separating commas. */
  get bytes(): number {
    return this.#waitingBytes;
  }

  get first(): SourceRecord | undefined {
    return this.#waiting[this.#head]?.record;
  }

  get firstBytes(): number {
    return this.#waiting[this.#head]?.bytes ?? 0;
  }

  /** The offset that may be committed, or -1 while nothing is known. */
  get position(): number {
    return this.#position;
  }

  /** Records between the position and the end of the partition. */
  get lag(): number {
    return this.#position < 0 ? 0 : Math.max(0, this.#highWatermark - this.#position);
  }

  /** Tells whether an offset is news: a fetch that overlaps an earlier one is trimmed by this. */
  isNew(offset: number): boolean {
    return offset >= this.#seenThrough;
  }

  add(record: SourceRecord, bytes: number): void {
    this.#begin(record.offset);
    this.#waiting.push({ record, bytes });
    this.#waitingBytes += bytes;
    this.#seenThrough = record.offset + 1;
  }

  /** A record that never reaches the function. It counts as done as soon as all before it are. */
  skip(offset: number): void {
    this.#begin(offset);
    this.#seenThrough = offset + 1;
    this.#completed += 1;
    this.#advance();
  }

  /** The end of a fetch: `through` is the next offset to fetch, `highWatermark` the end of the partition. */
  fetched(through: number, highWatermark: number): void {
    this.#seenThrough = Math.max(this.#seenThrough, through);
    this.#highWatermark = highWatermark;
    this.#advance();
  }

  /** Removes the first waiting record to put it in flight. */
  take(): SourceRecord | undefined {
    const entry = this.#waiting[this.#head];
    if (entry === undefined) return undefined;
    this.#head += 1;
    this.#waitingBytes -= entry.bytes;
    if (this.#head === this.#waiting.length) {
      this.#waiting = [];
      this.#head = 0;
    } else if (this.#head >= 4096 && this.#head * 2 >= this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    return entry.record;
  }

  /** Marks records as in flight. */
  start(records: readonly SourceRecord[]): void {
    this.#inFlight = records;
    this.#done = 0;
    this.#doneEarly.clear();
  }

  /** All records in flight up to and including `offset` are done: succeeded or discarded. */
  completeThrough(offset: number): void {
    let record = this.#inFlight[this.#done];
    while (record !== undefined && record.offset <= offset) {
      if (!this.#doneEarly.delete(record.offset)) this.#completed += 1;
      this.#done += 1;
      record = this.#inFlight[this.#done];
    }
    this.#advance();
  }

  /** One record in flight is done; records before it may still be in flight. */
  completeOne(offset: number): void {
    this.#doneEarly.add(offset);
    this.#completed += 1;
    this.#advance();
  }

  /** The position, if it has moved since it was last taken, and how many records were completed since. */
  takeCommit(): { readonly offset: number; readonly records: number } | undefined {
    if (this.#position <= this.#committable) return undefined;
    const records = this.#completed;
    this.#completed = 0;
    this.#committable = this.#position;
    return { offset: this.#position, records };
  }

  #begin(offset: number): void {
    if (this.#position >= 0) return;
    this.#position = offset;
    this.#committable = offset;
  }

  #advance(): void {
    let record = this.#inFlight[this.#done];
    while (record !== undefined && this.#doneEarly.delete(record.offset)) {
      this.#done += 1;
      record = this.#inFlight[this.#done];
    }
    const next = record?.offset ?? this.first?.offset ?? this.#seenThrough;
    if (next > this.#position) this.#position = next;
  }
}
