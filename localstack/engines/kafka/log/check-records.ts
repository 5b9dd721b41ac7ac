import { decompress } from '../codecs/compression.ts';
import { errorCodes, KafkaError } from '../protocol/error-codes.ts';
import type { BatchLimits } from './check-batch.ts';
import { BATCH_HEADER_BYTES, type BatchHeader } from './record-batch.ts';
import { readRecords } from './record-reader.ts';

/**
 * Looks into a batch as Kafka does before it appends it: whether the records can be read and are as many as the header
 * says, whether each has its place, its time is near the broker's, and a key where the topic needs one.
 * @returns the newest time among the records, which is the one that Kafka writes into the header.
 * @throws {KafkaError} with the code that Kafka gives for the same fault.
 */
export const checkRecords = (
  batch: Buffer,
  header: BatchHeader,
  limits: BatchLimits,
  now: number,
): number => {
  let newest = NO_TIMESTAMP;
  let next = 0;
  let [isMisplaced, isKeyless] = [false, false];
  let untimely: number | undefined;
  reading(() =>
    readRecords(
      decompressed(batch, header),
      header.recordCount,
      ({ timestampDelta, offsetDelta, hasKey }) => {
        const timestamp = header.baseTimestamp + timestampDelta;
        newest = Math.max(newest, timestamp);
        if (offsetDelta !== next) isMisplaced = true;
        if (!hasKey) isKeyless = true;
        if (!isTimely(timestamp, limits, now)) untimely ??= timestamp;
        next += 1;
        return true;
      },
    ),
  );
  if (isMisplaced) throw invalid('The records of the batch are not numbered in sequence.');
  if (isKeyless && limits.needsKeys) throw invalid('A compacted topic takes no record without a key.');
  if (untimely !== undefined && !limits.isLogAppendTime) {
    throw new KafkaError(
      errorCodes.INVALID_TIMESTAMP,
      `The timestamp ${untimely} is too far from the broker's time, ${now}.`,
    );
  }
  return newest;
};

/** A record without a time of its own. */
const NO_TIMESTAMP = -1;

const isTimely = (timestamp: number, limits: BatchLimits, now: number): boolean =>
  timestamp === NO_TIMESTAMP ||
  (timestamp <= now + limits.timestampAfterMaxMs && timestamp >= now - limits.timestampBeforeMaxMs);

const decompressed = (batch: Buffer, { compression }: BatchHeader): Buffer =>
  decompress(compression, batch.subarray(BATCH_HEADER_BYTES));

const reading = (read: () => void): void => {
  try {
    read();
  } catch (error) {
    throw invalid(
      `The records of the batch cannot be read: ${error instanceof Error ? error.message : error}.`,
    );
  }
};

const invalid = (message: string): KafkaError => new KafkaError(errorCodes.INVALID_RECORD, message);
