import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameReader } from '../../../../../localstack/engines/kafka/server/frame-reader.ts';
import { MalformedRequest } from '../../../../../localstack/engines/kafka/wire/malformed-request.ts';

const framed = (body: Uint8Array): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
};

test('messages come out whole however the stream is cut', () => {
  const bodies = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 10 });
  const cuts = fc.array(fc.nat(2500), { maxLength: 30 });
  fc.assert(
    fc.property(bodies, cuts, (messages, positions) => {
      const stream = Buffer.concat(messages.map(framed));
      const edges = [0, ...positions.map((at) => Math.min(at, stream.length)), stream.length].sort(
        (a, b) => a - b,
      );
      const reader = new FrameReader(1000);

      const frames = edges.flatMap((edge, index) =>
        reader.push(stream.subarray(edges[index - 1] ?? 0, edge)),
      );

      expect(frames.map((frame) => [...frame])).toEqual(messages.map((body) => [...body]));
    }),
  );
});

test.each([-1, 1001])('a message of %i bytes is malformed', (length) => {
  const announced = Buffer.alloc(4);
  announced.writeInt32BE(length);

  expect(() => new FrameReader(1000).push(announced)).toThrow(MalformedRequest);
});

/** Kafka's `socket.request.max.bytes`, which the broker has. */
const MAX_BYTES = 100 * 1024 * 1024;

test.each(['GET', 'POST', 'PUT', 'HEAD', 'OPTIONS', 'DELETE', 'PATCH', 'PRI'])(
  'nothing of a %s request that a browser sends is taken for a message',
  (method) => {
    const request = Buffer.concat([Buffer.from(`${method} / HTTP/1.1\r\n\r\n`), framed(Buffer.from('a'))]);

    expect(() => new FrameReader(MAX_BYTES).push(request)).toThrow('Is it a Kafka client?');
  },
);

test('nothing that begins with a letter, a sign or a TLS handshake is taken for a message', () => {
  const first = fc.oneof(fc.constant(0x16), fc.integer({ min: 0x21, max: 0x7e }));
  fc.assert(
    fc.property(first, fc.uint8Array({ minLength: 3, maxLength: 50 }), (byte, rest) => {
      expect(() => new FrameReader(MAX_BYTES).push(Buffer.from([byte, ...rest]))).toThrow(MalformedRequest);
    }),
  );
});
