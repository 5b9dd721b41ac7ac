import type { Clock } from '../clock.ts';

/** Ids given out to clients that have yet to come back with them; void when they take too long. */
export class PromisedIds {
  readonly #clock: Clock;
  readonly #promised = new Map<string, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#promised.size;
  }

  add(memberId: string, milliseconds: number, onExpiry: () => void): void {
    const cancel = this.#clock.schedule(milliseconds, () => {
      this.#promised.delete(memberId);
      onExpiry();
    });
    this.#promised.set(memberId, cancel);
  }

  /** Ends a promise, kept or not; `false` when the id was not promised. */
  take(memberId: string): boolean {
    this.#promised.get(memberId)?.();
    return this.#promised.delete(memberId);
  }

  clear(): void {
    for (const memberId of this.#promised.keys()) this.take(memberId);
  }
}
