/** How the broker stamped a record: by its producer, or on arrival (`message.timestamp.type=LogAppendTime`). */
export type TimestampType = 'CREATE_TIME' | 'LOG_APPEND_TIME';

/** One header occurrence. A Kafka record may carry the same name several times. */
export interface RecordHeader {
  readonly key: string;
  /** Raw bytes; `null` where the producer sent a header without a value. */
  readonly value: Uint8Array | null;
}

/** A record as it was read from the log, before it is encoded for Lambda. */
export interface SourceRecord {
  readonly topic: string;
  readonly partition: number;
  /** Position in the partition. A JSON number on AWS, so exact up to 2^53. */
  readonly offset: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly timestampType: TimestampType;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly RecordHeader[];
  /** When the poller received it, in milliseconds of the mapping's clock; the batching window counts from here. */
  readonly arrivedAt: number;
}

/** The name AWS gives a partition in `records` and in `batchItemFailures`: `<topic>-<partition>`. */
export const partitionName = (topic: string, partition: number): string => `${topic}-${partition}`;
