import type { OutgoingRecord } from '../ports/record.ts';

/** Upper bound for the bytes that a batch adds to a record: lengths, deltas, header names. */
const RECORD_OVERHEAD = 100;

const byteLength = (part: Buffer | string | null): number => (part === null ? 0 : Buffer.byteLength(part));

export const recordBytes = ({ key, value, headers }: OutgoingRecord): number =>
  headers.reduce(
    (sum, [name, bytes]) => sum + Buffer.byteLength(name) + byteLength(bytes),
    byteLength(key) + byteLength(value) + RECORD_OVERHEAD,
  );

/**
 * Splits records, in order, into chunks below a size. kafkajs makes one record batch of all records for a partition,
 * and a broker refuses the whole batch above `max.message.bytes`. A record larger than the limit is its own chunk.
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
