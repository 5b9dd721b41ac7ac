import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { compressFrameSync, decompressFrameSync } from 'lz4-napi';
import { compressSync } from 'snappy';
import { snappyDecompress } from './snappy.ts';

/** Kafka's compression codecs by the number that a record batch carries in its attributes. */
export const CODECS = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;

/** What one batch may grow to. Kafka's own limit of a batch is 1 MB as sent; text shrinks to a tenth at most. */
const MAX_DECOMPRESSED_BYTES = 128 * 1024 * 1024;

/**
 * Decompresses the records of one batch.
 * @param codec number of the codec, 0 to 4.
 * @throws Error for an unknown codec, for bytes that are not of that codec, and past 128 MB.
 */
export const decompress = (codec: number, bytes: Buffer): Buffer => {
  switch (codec) {
    case CODECS.none:
      return bytes;
    case CODECS.gzip:
      return gunzipSync(bytes, { maxOutputLength: MAX_DECOMPRESSED_BYTES });
    case CODECS.snappy:
      return snappyDecompress(bytes, MAX_DECOMPRESSED_BYTES);
    case CODECS.lz4:
      // A block of LZ4 grows by 255 at most, so the size of a request bounds this one.
      return decompressFrameSync(bytes);
    case CODECS.zstd:
      return zstdDecompressSync(bytes, { maxOutputLength: MAX_DECOMPRESSED_BYTES });
    default:
      throw new Error(`compression codec ${codec} is not one of Kafka's`);
  }
};

/** Compresses the records of one batch as librdkafka does: raw snappy, LZ4 frames. */
export const compress = (codec: number, bytes: Buffer): Buffer => {
  switch (codec) {
    case CODECS.none:
      return bytes;
    case CODECS.gzip:
      return gzipSync(bytes);
    case CODECS.snappy:
      return compressSync(bytes);
    case CODECS.lz4:
      return compressFrameSync(bytes);
    case CODECS.zstd:
      return zstdCompressSync(bytes);
    default:
      throw new Error(`compression codec ${codec} is not one of Kafka's`);
  }
};
