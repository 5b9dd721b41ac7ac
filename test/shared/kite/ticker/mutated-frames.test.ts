import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { MARKET_EVENTS } from '../../../../shared/events/data/market.ts';
import { type FrameCounts, noFrames } from '../../../../shared/kite/ticker/frame-counts.ts';
import { FrameParser } from '../../../../shared/kite/ticker/frame-parser.ts';
import { SEED } from '../../../support/seed.ts';
import { packets, SCALES } from './arbitrary-packets.ts';
import { frameOf, packetBytes } from './packets.ts';

const NOW = Date.parse('2026-11-30T04:30:00.250Z');
const FRAMES = 100_000;

/** Marsaglia's xorshift: fast numbers of 32 bits that the seed alone decides. */
const numbersOf = (seed: number) => {
  let state = seed >>> 0 || 1;
  return (below: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
};

type Numbers = ReturnType<typeof numbersOf>;

const MUTATIONS: readonly ((frame: Buffer, below: Numbers) => Buffer)[] = [
  function flipBits(frame, below) {
    const changed = Buffer.from(frame);
    for (let flips = 1 + below(4); flips > 0 && changed.length > 0; flips -= 1) {
      const at = below(changed.length);
      changed[at] = (changed[at] ?? 0) ^ (1 << below(8));
    }
    return changed;
  },
  function writeByte(frame, below) {
    const changed = Buffer.from(frame);
    if (changed.length > 0) changed[below(changed.length)] = below(256);
    return changed;
  },
  (frame, below) => frame.subarray(0, below(frame.length + 1)),
  (frame, below) => Buffer.concat([frame, Buffer.alloc(below(300), below(256))]),
  function changeCount(frame, below) {
    const changed = Buffer.from(frame);
    if (changed.length > 1) changed.writeUInt16BE(below(0x1_0000), 0);
    return changed;
  },
  function changeFirstLength(frame, below) {
    const changed = Buffer.from(frame);
    if (changed.length > 3) changed.writeUInt16BE(below(400), 2);
    return changed;
  },
  function cutOut(frame, below) {
    const at = below(frame.length + 1);
    return Buffer.concat([frame.subarray(0, at), frame.subarray(at + below(64))]);
  },
  function repeatPart(frame, below) {
    const at = below(frame.length + 1);
    return Buffer.concat([frame.subarray(0, at), frame.subarray(below(at + 1))]);
  },
  (_frame, below) => Buffer.from(Array.from({ length: below(260) }, () => below(256))),
];

/** Counts what a frame has to give, by cutting it into packets. */
const countInto = (counts: FrameCounts, frame: Buffer): void => {
  counts.frames += 1;
  if (frame.length === 1) {
    counts.heartbeats += 1;
    return;
  }
  const declared = frame.length < 2 ? 0 : frame.readUInt16BE(0);
  const bodies: Buffer[] = [];
  let rest = frame.subarray(2);
  while (bodies.length < declared && rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
    bodies.push(rest.subarray(2, 2 + rest.readUInt16BE(0)));
    rest = rest.subarray(2 + rest.readUInt16BE(0));
  }
  counts.packets += declared;
  if (frame.length < 2 || bodies.length < declared || rest.length > 0) {
    counts.malformedFrames += 1;
    counts.dropped.malformed_frame += declared;
    return;
  }
  for (const body of bodies) {
    const timeAt = { 32: 28, 184: 60 }[body.length];
    if (![8, 28, 32, 44, 184].includes(body.length)) counts.dropped.unknown_length += 1;
    else if (SCALES[body.readUInt8(3)] === undefined) counts.dropped.unknown_segment += 1;
    else if (body.readUInt32BE(4) === 0) counts.dropped.unpriced += 1;
    else if (timeAt !== undefined && body.readUInt32BE(timeAt) * 1_000 > NOW + 60_000) {
      counts.dropped.from_the_future += 1;
    } else counts.ticks += 1;
  }
};

it(`counts each packet of ${FRAMES} mutated frames, as a valid tick or by its reason (SEED=${SEED})`, () => {
  const below = numbersOf(SEED);
  const frames = fc.sample(
    fc.array(packets(NOW), { maxLength: 5 }).map((sent) => frameOf(...sent.map(packetBytes))),
    { seed: SEED, numRuns: 200 },
  );
  const schema = MARKET_EVENTS.market_tick.data;
  const parser = new FrameParser();
  const expected = noFrames();
  let refused = 0;
  for (let number = 0; number < FRAMES; number += 1) {
    let frame = frames[below(frames.length)] ?? Buffer.alloc(0);
    for (let times = 1 + below(3); times > 0; times -= 1) {
      frame = MUTATIONS[below(MUTATIONS.length)]?.(frame, below) ?? frame;
    }
    countInto(expected, frame);
    for (const tick of parser.parse(frame, NOW, NOW)) if (!schema.safeParse(tick).success) refused += 1;
  }
  const { packets: came, ticks, dropped } = parser.counts;
  expect(parser.counts).toEqual(expected);
  expect(came).toBe(Object.values(dropped).reduce((sum, count) => sum + count, ticks));
  expect(refused).toBe(0);
  // The mutations reach each reason, and spare some packets.
  expect([ticks, ...Object.values(dropped)].filter((count) => count === 0)).toEqual([]);
});
