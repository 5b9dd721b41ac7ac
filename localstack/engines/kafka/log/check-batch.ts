import { errorCodes, KafkaError } from '../protocol/error-codes.ts';
import { checkRecords } from './check-records.ts';
import {
  BATCH_HEADER_BYTES,
  type BatchHeader,
  computeBatchCrc,
  MAGIC,
  readBatchHeader,
} from './record-batch.ts';

export interface BatchLimits {
  readonly maxMessageBytes: number;
  /** How far a record's own time may lie ahead of the broker's, in milliseconds. */
  readonly timestampAfterMaxMs: number;
  /** How far it may lie behind. */
  readonly timestampBeforeMaxMs: number;
  /** Whether records are stamped by the broker, so that their own times do not count. */
  readonly isLogAppendTime: boolean;
  /** Whether the topic is compacted, which takes a key. */
  readonly needsKeys: boolean;
}

/** A batch that may be appended. */
export interface CheckedBatch {
  readonly batch: Buffer;
  readonly header: BatchHeader;
  /** The newest time among its records; the header may differ. */
  readonly newestTimestamp: number;
}

/**
 * Checks what a producer sent for one partition: exactly one intact batch of format 2 within the limits.
 * @throws {KafkaError} with the code that Kafka gives for the same fault.
 */
export const checkBatch = (records: Buffer | null, limits: BatchLimits, now: number): CheckedBatch => {
  if (records === null || records.length < BATCH_HEADER_BYTES) {
    throw new KafkaError(errorCodes.INVALID_RECORD, 'A produce request must carry one record batch.');
  }
  const header = readBatchHeader(records);
  if (header.magic !== MAGIC) {
    throw new KafkaError(
      errorCodes.INVALID_RECORD,
      `Record batches must have format ${MAGIC}; this one has ${header.magic}.`,
    );
  }
  if (header.size !== records.length) {
    throw new KafkaError(
      errorCodes.INVALID_RECORD,
      `A produce request must carry exactly one record batch: ${records.length} bytes were sent, the batch has ${header.size}.`,
    );
  }
  if (header.size > limits.maxMessageBytes) {
    throw new KafkaError(
      errorCodes.MESSAGE_TOO_LARGE,
      `The record batch has ${header.size} bytes; the topic's max.message.bytes is ${limits.maxMessageBytes}.`,
    );
  }
  if (computeBatchCrc(records, header.size) !== header.crc) {
    throw new KafkaError(errorCodes.CORRUPT_MESSAGE, 'The checksum of the record batch does not match.');
  }
  checkHeader(header);
  return { batch: records, header, newestTimestamp: checkRecords(records, header, limits, now) };
};

const checkHeader = (header: BatchHeader): void => {
  if (header.recordCount < 1 || header.lastOffsetDelta !== header.recordCount - 1) {
    throw new KafkaError(
      errorCodes.INVALID_RECORD,
      `The record batch announces ${header.recordCount} records and a last offset delta of ${header.lastOffsetDelta}.`,
    );
  }
  if (header.isControl) {
    throw new KafkaError(errorCodes.INVALID_RECORD, 'Clients may not write control records.');
  }
  if (header.isTransactional) {
    throw new KafkaError(errorCodes.INVALID_TXN_STATE, 'The embedded broker does not support transactions.');
  }
};
