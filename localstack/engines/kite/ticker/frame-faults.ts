import { type Random, randomFrom } from '../../../market-data/simulator/random.ts';
import type { Faults } from '../faults.ts';

/** What happens to a frame instead of its plain way. */
export type FrameOutcome =
  | { readonly kind: 'send'; readonly frame: Buffer | string; readonly delayMs: number }
  /** Nothing more comes on this socket, which stays open. */
  | { readonly kind: 'silence' }
  | { readonly kind: 'disconnect' };

const MAX_CHANGED_BYTES = 8;

/** The faults of frames. Where a frame is cut or changed follows from the seed. */
export class FrameFaults {
  readonly #faults: Pick<Faults, 'take'>;
  readonly #random: Random;

  constructor(faults: Pick<Faults, 'take'>, seed: string) {
    this.#faults = faults;
    this.#random = randomFrom(`${seed}/frames`);
  }

  apply(frame: Buffer | string): FrameOutcome {
    if (this.#faults.take('ticker_disconnect') !== undefined) return { kind: 'disconnect' };
    if (this.#faults.take('ticker_silence') !== undefined) return { kind: 'silence' };
    const delayMs = this.#faults.take('frame_latency')?.milliseconds ?? 0;
    return { kind: 'send', frame: typeof frame === 'string' ? frame : this.#damage(frame), delayMs };
  }

  #damage(frame: Buffer): Buffer {
    if (this.#faults.take('frame_cut') !== undefined) {
      return frame.subarray(0, this.#random.between(0, frame.length - 1));
    }
    if (this.#faults.take('frame_mutated') === undefined) return frame;
    const changed = Buffer.from(frame);
    for (let count = this.#random.between(1, MAX_CHANGED_BYTES); count > 0; count -= 1) {
      changed[this.#random.between(0, changed.length - 1)] = this.#random.between(0, 255);
    }
    return changed;
  }
}
