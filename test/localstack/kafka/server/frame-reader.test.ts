import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameReader } from '../../../../localstack/kafka/server/frame-reader.ts';
import { MalformedRequest } from '../../../../localstack/kafka/wire/malformed-request.ts';

function framed(body: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
}

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
