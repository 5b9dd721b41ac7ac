import { uncompressSync } from 'snappy';

/** The frame that snappy-java puts around its blocks: magic, version and lowest compatible version, then blocks. */
const JAVA_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const JAVA_HEADER_BYTES = 16;

/**
 * Decompresses snappy as Kafka's producers write it: Java clients in the frame of snappy-java, librdkafka as one raw block.
 * @throws Error for anything else, and where the result would exceed `maxBytes`.
 */
export const snappyDecompress = (bytes: Buffer, maxBytes: number): Buffer => {
  if (!bytes.subarray(0, JAVA_MAGIC.length).equals(JAVA_MAGIC)) return block(bytes, maxBytes);
  const blocks: Buffer[] = [];
  let left = maxBytes;
  for (let position = JAVA_HEADER_BYTES; position < bytes.length; ) {
    const end = position + 4 + (position + 4 <= bytes.length ? bytes.readUInt32BE(position) : 0);
    if (end === position + 4 || end > bytes.length) {
      throw new Error(`the snappy block at byte ${position} is longer than the batch`);
    }
    const plain = block(bytes.subarray(position + 4, end), left);
    left -= plain.length;
    blocks.push(plain);
    position = end;
  }
  return Buffer.concat(blocks);
};

const block = (bytes: Buffer, maxBytes: number): Buffer => {
  // The decoder allocates what the block announces before it looks at anything else.
  const announced = announcedLength(bytes);
  if (announced > maxBytes) {
    throw new Error(`a snappy block announces ${announced} bytes, more than the ${maxBytes} that are taken`);
  }
  const plain = uncompressSync(bytes, { asBuffer: true });
  return typeof plain === 'string' ? Buffer.from(plain) : plain;
};

/** The varint that a raw block begins with. */
const announcedLength = (bytes: Buffer): number => {
  let length = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = bytes[index];
    if (byte === undefined) break;
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return length;
  }
  throw new Error('a snappy block does not announce its length');
};
