import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader } from '../../../../../localstack/engines/kafka/wire/byte-reader.ts';
import { ByteWriter } from '../../../../../localstack/engines/kafka/wire/byte-writer.ts';
import { MalformedRequest } from '../../../../../localstack/engines/kafka/wire/malformed-request.ts';

const written = (write: (writer: ByteWriter) => void): Buffer => {
  const writer = new ByteWriter();
  write(writer);
  return Buffer.concat(writer.finish());
};

test('64-bit integers come back, up to the safe limit', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      expect(new ByteReader(written((writer) => writer.int64(value))).int64()).toBe(value);
    }),
  );
});

test('64-bit integers are written as Node writes them', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      const expected = Buffer.alloc(8);
      expected.writeBigInt64BE(BigInt(value));
      expect(written((writer) => writer.int64(value))).toEqual(expected);
    }),
  );
});

test('variable-length integers come back', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 45), max: 2 ** 45 }), fc.nat(2 ** 31 - 1), (signed, unsigned) => {
      const reader = new ByteReader(
        written((writer) => {
          writer.varint(signed);
          writer.unsignedVarint(unsigned);
        }),
      );
      expect(reader.varint()).toBe(signed);
      expect(reader.unsignedVarint()).toBe(unsigned);
    }),
  );
});

test.each([
  { value: 0, bytes: [0] },
  { value: -1, bytes: [1] },
  { value: 1, bytes: [2] },
  { value: -64, bytes: [127] },
  { value: 64, bytes: [0x80, 1] },
])('the zigzag encoding of $value is the one of Protocol Buffers', ({ value, bytes }) => {
  expect(written((writer) => writer.varint(value))).toEqual(Buffer.from(bytes));
});

test('what is written in pieces, large and small, comes back in order', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 20 }), (parts) => {
      const buffers = parts.map((part) => Buffer.from(part));
      const whole = written((writer) => {
        for (const buffer of buffers) writer.bytes(buffer);
      });
      expect(whole).toEqual(Buffer.concat(buffers));
    }),
  );
});

test('the length counts what was kept as a view', () => {
  const writer = new ByteWriter();
  writer.int32(1);
  writer.bytes(Buffer.alloc(5000));
  writer.int8(1);

  expect(writer.length).toBe(5005);
});

test('reading past the end is malformed', () => {
  const reader = new ByteReader(Buffer.from([0, 0]));

  expect(() => reader.int32()).toThrow(MalformedRequest);
});

test('a negative length is malformed', () => {
  expect(() => new ByteReader(Buffer.alloc(4)).view(-2)).toThrow(MalformedRequest);
});

test('a variable-length integer without an end is malformed', () => {
  expect(() => new ByteReader(Buffer.alloc(16, 0xff)).unsignedVarint()).toThrow(MalformedRequest);
  expect(() => new ByteReader(Buffer.alloc(16, 0xff)).varint()).toThrow(MalformedRequest);
});
