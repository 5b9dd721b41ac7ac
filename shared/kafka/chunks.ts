import type { OutgoingRecord } from '../ports/record.ts';

/** What a record takes in a batch beside its bytes, generously: lengths, deltas, header names. */
const RECORD_OVERHEAD = 100;

const byteLength = (part: Buffer | string | null): number => (part === null ? 0 : Buffer.byteLength(part));

export const recordBytes = ({ key, value, headers }: OutgoingRecord): number =>
  headers.reduce(
    (sum, [name, bytes]) => sum + Buffer.byteLength(name) + byteLength(bytes),
    byteLength(key) + byteLength(value) + RECORD_OVERHEAD,
  );

/**
 * Cuts records, in order, into runs that stay under a size. kafkajs makes one record batch of all that goes to
 * one partition, and a broker refuses a batch over `max.message.bytes` whole. A record larger than the limit
 * stands alone.
 */
export const chunksByBytes = (
  records: readonly OutgoingRecord[],
  limit: number,
): readonly (readonly OutgoingRecord[])[] => {
  const chunks: OutgoingRecord[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const record of records) {
    const bytes = recordBytes(record);
    if (size + bytes > limit) {
      chunks.push([]);
      size = 0;
    }
    chunks.at(-1)?.push(record);
    size += bytes;
  }
  return chunks;
};
