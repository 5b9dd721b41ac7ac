import type { MarketTick } from '../../../shared/events/types.ts';

/** Ticks that wait while nothing is sent. More than this, and newer ones replace older ones. */
const MAX_WAITING = 20_000;

/**
 * Ticks that wait to be sent, in order of arrival. While a batch is sent, a tick replaces the waiting one of its
 * instrument, and the replaced one is counted. So at most `MAX_WAITING` ticks and one of each instrument wait.
 */
export class ConflationQueue {
  readonly #limit: number;
  #ticks: (MarketTick | undefined)[] = [];
  readonly #places = new Map<number, number>();
  #size = 0;
  #oldestAt: number | undefined;
  #isSending = false;
  #conflated = 0;

  constructor(limit = MAX_WAITING) {
    this.#limit = limit;
  }

  /** Replaced ticks since the start. */
  get conflated(): number {
    return this.#conflated;
  }

  get size(): number {
    return this.#size;
  }

  /** When the oldest waiting tick came, or one that it replaced. */
  get oldestAt(): number | undefined {
    return this.#oldestAt;
  }

  offer(tick: MarketTick, at: number): void {
    const token = tick.instrument_token;
    if (this.#isSending || this.#size >= this.#limit) {
      const place = this.#places.get(token);
      if (place !== undefined) {
        this.#ticks[place] = undefined;
        this.#size -= 1;
        this.#conflated += 1;
      }
    }
    if (this.#ticks.length > 2 * this.#size + 1_000) this.#compact();
    this.#places.set(token, this.#ticks.length);
    this.#ticks.push(tick);
    this.#size += 1;
    this.#oldestAt ??= at;
  }

  /** Takes all that waits. Until `sent`, newer ticks replace older ones. */
  take(): readonly MarketTick[] {
    const taken = this.#ticks.filter((tick) => tick !== undefined);
    this.clear();
    this.#isSending = true;
    return taken;
  }

  /** The batch that was taken is sent, or given up. */
  sent(): void {
    this.#isSending = false;
  }

  clear(): void {
    this.#ticks = [];
    this.#places.clear();
    this.#size = 0;
    this.#oldestAt = undefined;
  }

  /** Removes the places of replaced ticks. */
  #compact(): void {
    this.#ticks = this.#ticks.filter((tick) => tick !== undefined);
    // The newest of an instrument is the last, so that it is the one that stays in the map.
    for (const [place, tick] of this.#ticks.entries()) {
      if (tick !== undefined) this.#places.set(tick.instrument_token, place);
    }
  }
}
