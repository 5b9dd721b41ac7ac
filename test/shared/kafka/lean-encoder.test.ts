import { createRequire } from 'node:module';
import fc from 'fast-check';
import Encoder from 'kafkajs/src/protocol/encoder.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useLeanEncoders } from '../../../shared/kafka/lean-encoder.ts';

type Written = readonly (number | string | Uint8Array | readonly string[])[];

const encoded = (values: Written): Buffer => {
  const encoder = new Encoder();
  for (const value of values) {
    if (typeof value === 'number') encoder.writeVarInt(value).writeInt64(value);
    else if (typeof value === 'string') encoder.writeString(value);
    else if (value instanceof Uint8Array) encoder.writeVarIntBytes(Buffer.from(value));
    else encoder.writeEncoder(value.reduce((inner, text) => inner.writeString(text), new Encoder()));
  }
  return Buffer.from(encoder.buffer);
};

const written = fc.array(
  fc.oneof(
    fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    fc.string({ maxLength: 600 }),
    fc.uint8Array({ maxLength: 3_000 }),
    fc.array(fc.string({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 5 }),
  ),
  { maxLength: 12 },
);

describe('a lean encoder of kafkajs', () => {
  const { nextPowerOfTwo } = Encoder;
  const { ensureAvailable } = Encoder.prototype;
  const samples: readonly { readonly values: Written; readonly bytes: Buffer }[] = fc
    .sample(written, { numRuns: 500, seed: 20_261_129 })
    .map((values) => ({ values, bytes: encoded(values) }));
  beforeAll(() => useLeanEncoders());
  afterAll(() => {
    Object.assign(Encoder, { nextPowerOfTwo });
    Object.assign(Encoder.prototype, { ensureAvailable });
  });

  it('is the class that kafkajs uses', () => {
    expect(createRequire(import.meta.url)('kafkajs/src/protocol/encoder')).toBe(Encoder);
  });

  it('begins without bytes', () => {
    expect(new Encoder().buf).toHaveLength(0);
  });

  it('encodes the same bytes as before', () => {
    // A pool that is full of ones would show a byte that is not written.
    Buffer.allocUnsafe(4_000).fill(255);

    for (const { values, bytes } of samples) expect(encoded(values)).toEqual(bytes);
  });
});
