import { crc32c } from '../wire/crc32c.ts';

/*
 * A record batch of format 2 on the wire and on disk
 * (https://kafka.apache.org/documentation/#recordbatch):
 *   0 base offset (8) · 8 length of what follows (4) · 12 leader epoch (4) · 16 magic (1) · 17 CRC-32C (4)
 *  21 attributes (2) · 23 last offset delta (4) · 27 base timestamp (8) · 35 max timestamp (8)
 *  43 producer id (8) · 51 producer epoch (2) · 53 base sequence (4) · 57 record count (4) · 61 records
 * The CRC covers everything from the attributes on, so the first three fields may be patched freely.
 */
const LENGTH_AT = 8;
const LEADER_EPOCH_AT = 12;
const MAGIC_AT = 16;
const CRC_AT = 17;
const ATTRIBUTES_AT = 21;
const MAX_TIMESTAMP_AT = 35;

/** Bytes before the first record. */
export const BATCH_HEADER_BYTES = 61;
/** Bytes before `length` begins to count. */
const BATCH_PREFIX_BYTES = 12;
export const MAGIC = 2;

const COMPRESSION_MASK = 0b111;
const LOG_APPEND_TIME_BIT = 0b1000;
const TRANSACTIONAL_BIT = 0b1_0000;
const CONTROL_BIT = 0b10_0000;

export interface BatchHeader {
  readonly baseOffset: number;
  /** Bytes of the whole batch, prefix included. */
  readonly size: number;
  readonly magic: number;
  readonly crc: number;
  /** 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd. */
  readonly compression: number;
  readonly isLogAppendTime: boolean;
  readonly isTransactional: boolean;
  readonly isControl: boolean;
  readonly lastOffsetDelta: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  /** -1 when the producer is not idempotent. */
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly recordCount: number;
}

/** Reads the header of the batch that begins at `position`; at least 61 bytes must follow. */
export const readBatchHeader = (bytes: Buffer, position = 0): BatchHeader => {
  const attributes = bytes.readInt16BE(position + ATTRIBUTES_AT);
  return {
    baseOffset: Number(bytes.readBigInt64BE(position)),
    size: bytes.readInt32BE(position + LENGTH_AT) + BATCH_PREFIX_BYTES,
    magic: bytes.readInt8(position + MAGIC_AT),
    crc: bytes.readUInt32BE(position + CRC_AT),
    compression: attributes & COMPRESSION_MASK,
    isLogAppendTime: (attributes & LOG_APPEND_TIME_BIT) !== 0,
    isTransactional: (attributes & TRANSACTIONAL_BIT) !== 0,
    isControl: (attributes & CONTROL_BIT) !== 0,
    lastOffsetDelta: bytes.readInt32BE(position + 23),
    baseTimestamp: Number(bytes.readBigInt64BE(position + 27)),
    maxTimestamp: Number(bytes.readBigInt64BE(position + MAX_TIMESTAMP_AT)),
    producerId: Number(bytes.readBigInt64BE(position + 43)),
    producerEpoch: bytes.readInt16BE(position + 51),
    baseSequence: bytes.readInt32BE(position + 53),
    recordCount: bytes.readInt32BE(position + 57),
  };
};

/** The checksum that the batch of `size` bytes at `position` should carry. */
export const computeBatchCrc = (bytes: Buffer, size: number, position = 0): number =>
  crc32c(bytes, position + ATTRIBUTES_AT, position + size);

/** Gives a batch its place in the log; its checksum stays valid. */
export const placeBatch = (batch: Buffer, baseOffset: number, leaderEpoch: number): void => {
  batch.writeBigInt64BE(BigInt(baseOffset), 0);
  batch.writeInt32BE(leaderEpoch, LEADER_EPOCH_AT);
};

/** Makes the header tell the newest time among the records. */
export const writeMaxTimestamp = (batch: Buffer, timestamp: number): void => {
  batch.writeBigInt64BE(BigInt(timestamp), MAX_TIMESTAMP_AT);
  batch.writeUInt32BE(computeBatchCrc(batch, batch.length), CRC_AT);
};

/** Marks a batch as stamped by the broker at `timestamp`, for topics of `message.timestamp.type=LogAppendTime`. */
export const stampBatch = (batch: Buffer, timestamp: number): void => {
  batch.writeInt16BE(batch.readInt16BE(ATTRIBUTES_AT) | LOG_APPEND_TIME_BIT, ATTRIBUTES_AT);
  writeMaxTimestamp(batch, timestamp);
};
