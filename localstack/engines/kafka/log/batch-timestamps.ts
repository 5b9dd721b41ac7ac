import { decompress } from '../codecs/compression.ts';
import { BATCH_HEADER_BYTES, readBatchHeader } from './record-batch.ts';
import { readRecords } from './record-reader.ts';

export interface TimestampedOffset {
  readonly timestamp: number;
  readonly offset: number;
}

/** The first record of a batch that is not older than `timestamp`. */
export const firstRecordNotBefore = (batch: Buffer, timestamp: number): TimestampedOffset | undefined => {
  const header = readBatchHeader(batch);
  if (header.maxTimestamp < timestamp) return undefined;
  if (header.isLogAppendTime) return { timestamp: header.maxTimestamp, offset: header.baseOffset };
  const records = decompress(header.compression, batch.subarray(BATCH_HEADER_BYTES));
  let found: TimestampedOffset | undefined;
  readRecords(records, header.recordCount, ({ timestampDelta, offsetDelta }) => {
    const recordTimestamp = header.baseTimestamp + timestampDelta;
    if (recordTimestamp < timestamp) return true;
    found = { timestamp: recordTimestamp, offset: header.baseOffset + offsetDelta };
    return false;
  });
  return found;
};
