import { CODECS, compress } from '../../../../localstack/engines/kafka/codecs/compression.ts';
import {
  BATCH_HEADER_BYTES,
  computeBatchCrc,
} from '../../../../localstack/engines/kafka/log/record-batch.ts';
import { ByteWriter } from '../../../../localstack/engines/kafka/wire/byte-writer.ts';

export interface BatchSpecification {
  /** One record per value. */
  readonly values: readonly string[];
  readonly timestamps?: readonly number[];
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  /** Of every record; none where not given. */
  readonly key?: string;
  readonly codec?: keyof typeof CODECS;
  /** What stands in the header in place of the number of values. */
  readonly recordCount?: number;
  /** What stands in the header in place of the newest of `timestamps`. */
  readonly maxTimestamp?: number;
  /** What follows the header in place of the records, before compression. */
  readonly plain?: Buffer;
  /** The bytes after the header, in any codec. */
  readonly body?: Buffer;
  readonly transactional?: boolean;
}

/** A record batch of format 2, as a producer would send it. */
export const buildBatch = (specification: BatchSpecification): Buffer => {
  const { values, producerId = -1, producerEpoch = -1, baseSequence = -1 } = specification;
  const timestamps = specification.timestamps ?? values.map(() => Date.now());
  const baseTimestamp = timestamps[0] ?? 0;
  const own = Buffer.concat(
    values.map((value, index) =>
      record(specification.key, value, index, (timestamps[index] ?? 0) - baseTimestamp),
    ),
  );
  const codec = CODECS[specification.codec ?? 'none'];
  const records = specification.body ?? compress(codec, specification.plain ?? own);
  const recordCount = specification.recordCount ?? values.length;
  const batch = Buffer.alloc(BATCH_HEADER_BYTES + records.length);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt32BE(-1, 12);
  batch.writeInt8(2, 16);
  batch.writeInt16BE(codec | (specification.transactional === true ? 16 : 0), 21);
  batch.writeInt32BE(recordCount - 1, 23);
  batch.writeBigInt64BE(BigInt(baseTimestamp), 27);
  batch.writeBigInt64BE(BigInt(specification.maxTimestamp ?? Math.max(...timestamps)), 35);
  batch.writeBigInt64BE(BigInt(producerId), 43);
  batch.writeInt16BE(producerEpoch, 51);
  batch.writeInt32BE(baseSequence, 53);
  batch.writeInt32BE(recordCount, 57);
  records.copy(batch, BATCH_HEADER_BYTES);
  batch.writeUInt32BE(computeBatchCrc(batch, batch.length), 17);
  return batch;
};

const record = (
  key: string | undefined,
  value: string,
  offsetDelta: number,
  timestampDelta: number,
): Buffer => {
  const body = new ByteWriter();
  body.int8(0);
  body.varint(timestampDelta);
  body.varint(offsetDelta);
  body.varint(key === undefined ? -1 : Buffer.byteLength(key));
  if (key !== undefined) body.utf8(key, Buffer.byteLength(key));
  body.varint(Buffer.byteLength(value));
  body.utf8(value, Buffer.byteLength(value));
  body.varint(0);
  const writer = new ByteWriter();
  writer.varint(body.length);
  return Buffer.concat([...writer.finish(), ...body.finish()]);
};
