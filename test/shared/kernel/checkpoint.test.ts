import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Watermark } from '../../../shared/events/origin.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../../../shared/kernel/checkpoint.ts';
import { packOutbox } from '../../../shared/kernel/outbox.ts';
import { outboxes } from '../../support/outbox.ts';
import { check } from '../../support/seed.ts';

const partitions = fc.stringMatching(/^[a-z.]{1,20}-\d$/);
const watermarks: fc.Arbitrary<Watermark> = fc.tuple(fc.nat(), fc.nat(), fc.nat());

const checkpoints: fc.Arbitrary<Checkpoint> = fc.record({
  epoch: fc.nat(),
  positions: fc.dictionary(partitions, fc.tuple(fc.nat(), fc.nat()), { noNullPrototype: true }),
  origins: fc.dictionary(partitions, fc.dictionary(partitions, watermarks, { noNullPrototype: true }), {
    noNullPrototype: true,
  }),
  partitionCounts: fc.dictionary(partitions, fc.nat(), { noNullPrototype: true }),
  givenUp: fc.dictionary(partitions, fc.tuple(fc.nat(), fc.string(), fc.string()), { noNullPrototype: true }),
  state: fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value))),
  outboxes: fc.dictionary(partitions, outboxes, { noNullPrototype: true }),
  turn: fc.option(fc.tuple(partitions, fc.nat()), { nil: undefined }),
});

const withState = (state: unknown): Checkpoint => ({
  epoch: 1_655_351_100_000,
  positions: { 'market.ticks-0': [41, 12_345] },
  origins: {},
  partitionCounts: { 'market.ticks': 4 },
  givenUp: {},
  state,
  outboxes: {},
  turn: undefined,
});

const unreadable = expect.objectContaining({
  name: 'RefusalError',
  code: 'CHECKPOINT_UNREADABLE',
  message: expect.stringContaining('point-in-time backup'),
});

describe('checkpoint', () => {
  it('decodes to what was encoded', () => {
    check(
      fc.property(checkpoints, (checkpoint) => {
        expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint);
      }),
      300,
    );
  });

  it('decodes from the middle of a larger buffer', () => {
    const bytes = encodeCheckpoint(withState([1, 2, 3]));
    const larger = new Uint8Array(bytes.length + 20);
    larger.set(bytes, 10);

    expect(decodeCheckpoint(larger.subarray(10, 10 + bytes.length))).toEqual(withState([1, 2, 3]));
  });

  it('is compressed only if it is large', () => {
    const small = encodeCheckpoint(withState('x'));
    const large = encodeCheckpoint(withState(Array.from({ length: 10_000 }, () => 15_500.05)));

    expect(small[0]).toBe(1);
    expect(large[0]).toBe(2);
    expect(large.byteLength).toBeLessThan(5_000);
  });

  it('of an earlier release is read: its one outbox has no partition name', () => {
    const outbox = {
      records: [{ topic: 'paper.signals.raw', key: 'k', value: '{}', headers: [['origin', 'a/b-0@1.2#3']] }],
      projections: [],
    } as const;
    const olderBody = (packed: unknown) =>
      Buffer.from(`\u0001${JSON.stringify([1_655_351_100_000, {}, {}, {}, {}, 'x', packed])}`);

    expect(decodeCheckpoint(olderBody(packOutbox(outbox)))).toMatchObject({
      outboxes: { '': outbox },
      state: 'x',
    });
    expect(decodeCheckpoint(olderBody([[], []])).outboxes).toEqual({});
  });

  it('encodes equal content to equal bytes', () => {
    const checkpoint = withState(Array.from({ length: 1_000 }, (_, n) => n));

    expect(encodeCheckpoint(checkpoint)).toEqual(encodeCheckpoint(structuredClone(checkpoint)));
  });

  it.each<readonly [string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['a format byte alone', Uint8Array.of(1)],
    ['an unknown format', Uint8Array.of(9, 0x5b, 0x5d)],
    ['JSON cut off', encodeCheckpoint(withState('x')).subarray(0, 20)],
    ['compression cut off', encodeCheckpoint(withState('x'.repeat(5_000))).subarray(0, 20)],
    ['JSON that is not a list', Buffer.from('\u0001{}')],
    ['a list without an outbox', Buffer.from('\u0001[1,{},{},{},null]')],
  ])('is refused with the remedy: %s', (_, bytes) => {
    expect(() => decodeCheckpoint(bytes)).toThrow(unreadable);
  });
});
