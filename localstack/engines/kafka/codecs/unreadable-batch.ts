import { AsyncLocalStorage } from 'node:async_hooks';
import { BATCH_HEADER_BYTES, MAGIC, readBatchHeader } from '../log/record-batch.ts';
import { ByteWriter } from '../wire/byte-writer.ts';

/** Why the records of a batch cannot be read. */
export interface UnreadableBatch {
  readonly reason: string;
}

/** No batch within Kafka's limits has more: a record takes at least 7 bytes. */
const MAX_RECORDS = 10_000_000;

const isKeptApart = new AsyncLocalStorage<true>();
/** Stand-ins by their memory: no record that came from a producer shares it. */
const standIns = new WeakMap<ArrayBufferLike, UnreadableBatch>();

/**
 * Runs a kafkajs consumer that looks at each record with {@link unreadableBatchOf}. An unreadable batch then arrives as
 * records in its place. Without this kafkajs fails the whole fetch, every other partition in it included, for as long
 * as the batch is in the log.
 */
export const keepUnreadableApart = <Result>(start: () => Result): Result => isKeptApart.run(true, start);

/** The unreadable batch that a record stands for; undefined for a real record. */
export const unreadableBatchOf = ({
  value,
}: {
  readonly value: Uint8Array | null;
}): UnreadableBatch | undefined => (value === null ? undefined : standIns.get(value.buffer));

/**
 * What kafkajs is given in place of records that cannot be decompressed.
 * @param compressed the bytes that kafkajs asked to be decompressed: a view of the whole answer to its fetch.
 * @returns undefined where the consumer does not keep them apart, or the batch around the bytes is not known.
 */
export const standInFor = (compressed: Buffer, cause: unknown): Buffer | undefined => {
  const count = announcedRecords(compressed);
  if (isKeptApart.getStore() === undefined || count === undefined) return undefined;
  const records = new ByteWriter();
  for (let offsetDelta = 0; offsetDelta < count; offsetDelta += 1) {
    const body = new ByteWriter();
    body.int8(0);
    body.varint(0);
    body.varint(offsetDelta);
    body.varint(-1);
    body.varint(1);
    body.int8(0);
    body.varint(0);
    records.varint(body.length);
    for (const part of body.finish()) records.bytes(part);
  }
  const parts = records.finish();
  const standIn = Buffer.alloc(parts.reduce((length, part) => length + part.length, 0));
  let position = 0;
  for (const part of parts) position += part.copy(standIn, position);
  standIns.set(standIn.buffer, { reason: cause instanceof Error ? cause.message : String(cause) });
  return standIn;
};

/**
 * How many records the header of their batch announces. It lies right before them, in the same memory.
 * @param compressed the bytes that kafkajs asked to be decompressed: a view of the whole answer to its fetch.
 */
export const announcedRecords = (compressed: Buffer): number | undefined => {
  const start = compressed.byteOffset - BATCH_HEADER_BYTES;
  if (start < 0) return undefined;
  const batch = Buffer.from(compressed.buffer, start, BATCH_HEADER_BYTES);
  const { magic, size, recordCount } = readBatchHeader(batch);
  const isHeader = magic === MAGIC && size === BATCH_HEADER_BYTES + compressed.length;
  return isHeader && recordCount > 0 && recordCount <= MAX_RECORDS ? recordCount : undefined;
};
