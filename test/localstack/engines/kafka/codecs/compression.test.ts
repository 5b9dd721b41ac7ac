import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CODECS, compress, decompress } from '../../../../../localstack/engines/kafka/codecs/compression.ts';
import { check } from '../../../../support/seed.ts';

const PLAIN = Buffer.from('{"last_price":1412.35}'.repeat(5_000));

describe.each(Object.entries(CODECS))('codec %s', (_, codec) => {
  test('decompresses to the original bytes', () => {
    check(
      fc.property(fc.uint8Array({ maxLength: 70_000 }), (bytes) => {
        const plain = Buffer.from(bytes);
        expect(decompress(codec, compress(codec, plain)).equals(plain)).toBe(true);
      }),
      50,
    );
  });
});

describe.each(Object.entries(CODECS).filter(([name]) => name !== 'none'))('codec %s', (_, codec) => {
  test('makes text smaller', () => {
    expect(compress(codec, PLAIN).length).toBeLessThan(PLAIN.length / 5);
  });

  test('throws for bytes that it did not make, and for half of those it made', () => {
    const half = compress(codec, PLAIN);

    expect(() => decompress(codec, Buffer.from('these are not compressed'))).toThrow();
    expect(() => decompress(codec, half.subarray(0, half.length >> 1))).toThrow();
  });
});

test('throws for a number that is no codec', () => {
  expect(() => decompress(5, PLAIN)).toThrow('compression codec 5');
  expect(() => compress(7, PLAIN)).toThrow('compression codec 7');
});

test('refuses a batch that grows past 128 MB instead of taking the memory', () => {
  const bomb = gzipSync(Buffer.alloc(129 * 1024 * 1024));

  expect(() => decompress(CODECS.gzip, bomb)).toThrow(/larger than/);
});
