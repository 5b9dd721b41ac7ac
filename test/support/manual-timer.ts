import type { Clock, Timer } from '../../shared/ports/clock.ts';

interface Wait {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** Lets promises that are settled go on. */
const promises = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock and its timers, which stand until they are moved. */
export class ManualTimer implements Clock, Timer {
  #now: number;
  #order = 0;
  readonly #waits = new Set<Wait>();

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#waits.size;
  }

  after(milliseconds: number, run: () => void): () => void {
    this.#order += 1;
    const wait = { at: this.#now + milliseconds, order: this.#order, run };
    this.#waits.add(wait);
    return () => this.#waits.delete(wait);
  }

  /** Moves the time and runs what is due on the way, in its order. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      await promises();
      const due = [...this.#waits]
        .filter(({ at }) => at <= end)
        .sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (due === undefined) break;
      this.#waits.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
    }
    this.#now = end;
  }
}
