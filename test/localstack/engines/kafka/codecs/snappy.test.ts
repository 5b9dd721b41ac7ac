import { expect, test } from 'vitest';
import { CODECS, compress } from '../../../../../localstack/engines/kafka/codecs/compression.ts';
import { snappyDecompress } from '../../../../../localstack/engines/kafka/codecs/snappy.ts';

const PLAIN = Buffer.from('{"last_price":1412.35}'.repeat(5_000));
const LIMIT = 1024 * 1024;

/** As snappy-java writes it: magic, version, lowest compatible version, then blocks with their lengths. */
const javaFrame = (...blocks: readonly Buffer[]): Buffer =>
  Buffer.concat([
    Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]),
    ...blocks.flatMap((block) => {
      const compressed = compress(CODECS.snappy, block);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(compressed.length);
      return [length, compressed];
    }),
  ]);

test('reads the raw block of librdkafka', () => {
  expect(snappyDecompress(compress(CODECS.snappy, PLAIN), LIMIT).equals(PLAIN)).toBe(true);
});

test('reads the blocks of a Java producer', () => {
  const framed = javaFrame(PLAIN.subarray(0, 32_768), PLAIN.subarray(32_768, 65_536), PLAIN.subarray(65_536));

  expect(snappyDecompress(framed, LIMIT).equals(PLAIN)).toBe(true);
});

test('throws for a Java frame that ends inside a block', () => {
  const framed = javaFrame(PLAIN);

  expect(() => snappyDecompress(framed.subarray(0, framed.length - 5), LIMIT)).toThrow('at byte 16');
  expect(() => snappyDecompress(framed.subarray(0, 18), LIMIT)).toThrow('at byte 16');
});

test('throws for a block that announces more than is taken, before it makes room for it', () => {
  const announcesFourGigabytes = Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0]);

  expect(() => snappyDecompress(announcesFourGigabytes, LIMIT)).toThrow('announces 4294967295 bytes');
  expect(() => snappyDecompress(compress(CODECS.snappy, PLAIN), PLAIN.length - 1)).toThrow(
    'announces 110000 bytes',
  );
  expect(() => snappyDecompress(javaFrame(PLAIN, PLAIN), PLAIN.length * 2 - 1)).toThrow('announces 110000');
});

test('throws for bytes without a length', () => {
  expect(() => snappyDecompress(Buffer.alloc(0), LIMIT)).toThrow('does not announce its length');
  expect(() => snappyDecompress(Buffer.alloc(6, 0xff), LIMIT)).toThrow('does not announce its length');
});
