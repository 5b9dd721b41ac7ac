import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader } from '../../../../../localstack/engines/kafka/wire/byte-reader.ts';
import { ByteWriter } from '../../../../../localstack/engines/kafka/wire/byte-writer.ts';
import {
  array,
  boolean,
  bytes,
  type Codec,
  int16,
  int32,
  nullableArray,
  nullableBytes,
  nullableString,
  string,
  uuid,
} from '../../../../../localstack/engines/kafka/wire/codec.ts';
import { MalformedRequest } from '../../../../../localstack/engines/kafka/wire/malformed-request.ts';
import {
  between,
  constant,
  since,
  struct,
  until,
} from '../../../../../localstack/engines/kafka/wire/struct.ts';

const message = struct({
  name: string,
  comment: nullableString,
  blob: bytes,
  nothing: nullableBytes,
  id: uuid,
  numbers: array(int32),
  children: nullableArray(struct({ flag: boolean })),
});

const encode = <T>(codec: Codec<T>, value: T, version = 0, flexible = false): Buffer => {
  const writer = new ByteWriter();
  codec.write(writer, value, { version, flexible });
  return Buffer.concat(writer.finish());
};

const decode = <T>(codec: Codec<T>, encoded: Buffer, version = 0, flexible = false): T => {
  const reader = new ByteReader(encoded);
  const value = codec.read(reader, { version, flexible });
  expect(reader.remaining).toBe(0);
  return value;
};

const anyBytes = fc.uint8Array({ maxLength: 50 }).map((array) => Buffer.from(array));

test.each([{ flexible: false }, { flexible: true }])(
  'any message comes back (flexible: $flexible)',
  ({ flexible }) => {
    const anyMessage = fc.record({
      name: fc.string(),
      comment: fc.option(fc.string({ unit: 'grapheme' })),
      blob: anyBytes,
      nothing: fc.option(anyBytes),
      id: fc
        .uint8Array({ minLength: 16, maxLength: 16 })
        .map((raw) => Buffer.from(raw).toString('base64url')),
      numbers: fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
      children: fc.option(fc.array(fc.record({ flag: fc.boolean() }))),
    });
    fc.assert(
      fc.property(anyMessage, (value) => {
        expect(decode(message, encode(message, value, 0, flexible), 0, flexible)).toEqual(value);
      }),
    );
  },
);

test('a field is on the wire in its own versions only, and has its fallback in the others', () => {
  const versioned = struct({
    early: until(1, int16, -1),
    middle: between(1, 2, int16, -2),
    late: since(2, int16, -3),
  });
  const value = { early: 1, middle: 2, late: 3 };
  const throughVersion = (version: number) => decode(versioned, encode(versioned, value, version), version);

  expect(throughVersion(0)).toEqual({ early: 1, middle: -2, late: -3 });
  expect(throughVersion(1)).toEqual({ early: 1, middle: 2, late: -3 });
  expect(throughVersion(2)).toEqual({ early: -1, middle: 2, late: 3 });
  expect(throughVersion(3)).toEqual({ early: -1, middle: -2, late: 3 });
});

test('a constant is written, and not part of what is read', () => {
  const withConstant = struct({ throttleTimeMs: constant(int32, 7), name: string });
  const encoded = encode(withConstant, { name: 'x' });

  expect(encoded.readInt32BE(0)).toBe(7);
  expect(decode(withConstant, encoded)).toEqual({ name: 'x' });
});

test('tagged fields that are not known are stepped over', () => {
  const plain = struct({ number: int16 });
  const withTags = Buffer.from([0, 5, 2, 0, 1, 0xaa, 9, 2, 0xbb, 0xcc]);

  expect(decode(plain, withTags, 0, true)).toEqual({ number: 5 });
});

test('null where a value must be is malformed', () => {
  expect(() => decode(string, Buffer.from([0xff, 0xff]))).toThrow(MalformedRequest);
});

test('an array longer than the rest of the message is malformed, before anything is allocated', () => {
  const forged = Buffer.from([0x7f, 0xff, 0xff, 0xff]);

  expect(() => decode(array(int16), forged)).toThrow(MalformedRequest);
});
