import { beforeEach, describe, expect, it } from 'vitest';
import { Faults } from '../../../../../localstack/engines/kite/faults.ts';
import { FrameFaults } from '../../../../../localstack/engines/kite/ticker/frame-faults.ts';
import { ManualClock } from '../../../../support/manual-clock.ts';

const FRAME = Buffer.from(Array.from({ length: 100 }, (_, place) => place));

let faults: Faults;
let frames: FrameFaults;

beforeEach(() => {
  faults = new Faults({ clock: new ManualClock() });
  frames = new FrameFaults(faults, 'seed');
});

const sent = (through = frames): Buffer => {
  const outcome = through.apply(FRAME);
  if (outcome.kind !== 'send' || typeof outcome.frame === 'string') throw new Error(outcome.kind);
  return outcome.frame;
};

describe('FrameFaults', () => {
  it('sends a frame as it is without a fault', () => {
    expect(frames.apply(FRAME)).toEqual({ kind: 'send', frame: FRAME, delayMs: 0 });
  });

  it.each([
    ['ticker_disconnect', 'disconnect'],
    ['ticker_silence', 'silence'],
  ] as const)('answers %s with %s, once', (kind, outcome) => {
    faults.set({ kind, probability: 1 });

    expect([frames.apply(FRAME).kind, frames.apply(FRAME).kind]).toEqual([outcome, 'send']);
  });

  it('delays a frame by the milliseconds of the fault', () => {
    faults.set({ kind: 'frame_latency', milliseconds: 700, probability: 1 });

    expect(frames.apply('text')).toEqual({ kind: 'send', frame: 'text', delayMs: 700 });
  });

  it('cuts the end of a frame', () => {
    faults.set({ kind: 'frame_cut', probability: 1 });
    const frame = sent();

    expect(frame.length).toBeLessThan(FRAME.length);
    expect(frame).toEqual(FRAME.subarray(0, frame.length));
  });

  it('changes bytes of a copy of the frame', () => {
    faults.set({ kind: 'frame_mutated', probability: 1 });
    const frame = sent();

    expect(frame).toHaveLength(FRAME.length);
    expect(frame).not.toEqual(FRAME);
    expect(FRAME[50]).toBe(50);
  });

  it('damages frames in the same way with the same seed', () => {
    const damaged = () => {
      const through = new FrameFaults(faults, 'seed');
      faults.set({ kind: 'frame_cut', times: 5, probability: 1 });
      faults.set({ kind: 'frame_mutated', times: 5, probability: 1 });
      return Array.from({ length: 10 }, () => sent(through));
    };

    expect(damaged()).toEqual(damaged());
  });
});
