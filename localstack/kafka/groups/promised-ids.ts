import type { Clock } from '../clock.ts';

interface Promised {
  readonly connectionId: string;
  readonly cancel: () => void;
}

/** Ids given out to clients that have yet to come back with them; void when they take too long. */
export class PromisedIds {
  readonly #clock: Clock;
  readonly #promised = new Map<string, Promised>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#promised.size;
  }

  add(memberId: string, connectionId: string, milliseconds: number, onExpiry: () => void): void {
    const cancel = this.#clock.schedule(milliseconds, () => {
      this.#promised.delete(memberId);
      onExpiry();
    });
    this.#promised.set(memberId, { connectionId, cancel });
  }

  /** Ends a promise, kept or not; `false` when there was none. */
  take(memberId: string): boolean {
    this.#promised.get(memberId)?.cancel();
    return this.#promised.delete(memberId);
  }

  /** Ends the promises made on a connection. */
  takeAllOf(connectionId: string): void {
    for (const [memberId, promised] of this.#promised) {
      if (promised.connectionId === connectionId) this.take(memberId);
    }
  }

  clear(): void {
    for (const memberId of this.#promised.keys()) this.take(memberId);
  }
}
