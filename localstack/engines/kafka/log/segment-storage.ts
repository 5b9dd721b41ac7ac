/** Where the bytes of one segment are kept: memory or a file. Bytes once appended never change. */
export interface SegmentStorage {
  append(bytes: Buffer): void;
  /** The bytes `[position, position + length)`; the caller must not change them. */
  read(position: number, length: number): Buffer;
  /** Drops everything from `size` on. */
  truncate(size: number): void;
  close(): void;
  /** Closes, and frees the space. */
  remove(): void;
}

/** A segment found when a partition is opened. */
interface StoredSegment {
  readonly baseOffset: number;
  readonly contents: Buffer;
  readonly storage: SegmentStorage;
}

/** Where the segments of one partition are kept. */
export interface PartitionStorage {
  /** What an earlier run left, in the order of offsets. */
  load(): StoredSegment[];
  create(baseOffset: number): SegmentStorage;
  /** The log's start as moved by DeleteRecords; 0 when it never was. */
  readStartOffset(): number;
  writeStartOffset(offset: number): void;
  remove(): void;
}
