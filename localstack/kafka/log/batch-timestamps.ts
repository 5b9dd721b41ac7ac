import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { ByteReader } from '../wire/byte-reader.ts';
import { BATCH_HEADER_BYTES, readBatchHeader } from './record-batch.ts';

const GZIP = 1;
const ZSTD = 4;

export interface TimestampedOffset {
  readonly timestamp: number;
  readonly offset: number;
}

/**
 * The first record of a batch that is not older than `timestamp`. Batches stay opaque otherwise; this is the
 * one place that looks inside. Snappy and LZ4 have no decoder in Node: of such a batch the first record's
 * place is given, which is never too late.
 */
export function firstRecordNotBefore(batch: Buffer, timestamp: number): TimestampedOffset | undefined {
  const header = readBatchHeader(batch);
  if (header.maxTimestamp < timestamp) return undefined;
  if (header.isLogAppendTime) return { timestamp: header.maxTimestamp, offset: header.baseOffset };
  const records = decompress(batch.subarray(BATCH_HEADER_BYTES), header.compression);
  if (records === undefined) return { timestamp: header.baseTimestamp, offset: header.baseOffset };

  const reader = new ByteReader(records);
  for (let index = 0; index < header.recordCount; index += 1) {
    const record = new ByteReader(reader.view(reader.varint()));
    record.int8();
    const recordTimestamp = header.baseTimestamp + record.varint();
    const offset = header.baseOffset + record.varint();
    if (recordTimestamp >= timestamp) return { timestamp: recordTimestamp, offset };
  }
  return undefined;
}

function decompress(bytes: Buffer, compression: number): Buffer | undefined {
  if (compression === 0) return bytes;
  if (compression === GZIP) return gunzipSync(bytes);
  if (compression === ZSTD) return zstdDecompressSync(bytes);
  return undefined;
}
