import type { MarketTick } from '../../../shared/events/types.ts';

/**
 * Longer than a lease, its renewals and the difference between two connections: a run that takes over after a crash has
 * all that the other run did not send.
 */
const KEPT_MS = 15_000;
/** About 150 MB of full ticks. */
const MAX_KEPT = 100_000;

interface Frame {
  readonly at: number;
  readonly ticks: readonly MarketTick[];
}

/** The frames of the last seconds. Every run keeps them, because it may have to publish them. */
export class StandbyBuffer {
  readonly #keptMs: number;
  readonly #maxTicks: number;
  #frames: Frame[] = [];
  /** Frames before this place are dropped. */
  #first = 0;
  #size = 0;
  /** Since when all frames are here. */
  #since: number | undefined;

  constructor(keptMs = KEPT_MS, maxTicks = MAX_KEPT) {
    this.#keptMs = keptMs;
    this.#maxTicks = maxTicks;
  }

  add(ticks: readonly MarketTick[], at: number): void {
    this.#frames.push({ at, ticks });
    this.#size += ticks.length;
    for (let oldest = this.#frames[this.#first]; oldest !== undefined; oldest = this.#frames[this.#first]) {
      const isOld = oldest.at < at - this.#keptMs;
      if (!isOld && (this.#size <= this.#maxTicks || this.#first === this.#frames.length - 1)) break;
      this.#size -= oldest.ticks.length;
      this.#first += 1;
      this.#since = this.#frames[this.#first]?.at ?? at;
    }
    if (this.#first > 1_000 && this.#first > this.#frames.length / 2) {
      this.#frames = this.#frames.slice(this.#first);
      this.#first = 0;
    }
  }

  /** The ticks that came at or after a time, in order of arrival. */
  since(at: number): readonly MarketTick[] {
    return this.#frames.slice(this.#first).flatMap((frame) => (frame.at >= at ? frame.ticks : []));
  }

  /** When the oldest kept frame came that is not older than a time. */
  oldestAt(at: number): number | undefined {
    return this.#frames.find((frame, place) => place >= this.#first && frame.at >= at)?.at;
  }

  /** Whether no frame since a time was dropped. */
  reaches(at: number): boolean {
    return this.#since === undefined || this.#since <= at;
  }
}
