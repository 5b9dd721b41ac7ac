import type { Clock } from '../../shared/ports/clock.ts';
import type { Chance } from './chance.ts';

interface Step {
  /** Virtual time in epoch milliseconds. */
  readonly due: number;
  /** Decides the order of steps at the same time. */
  readonly order: number;
  readonly run: () => void;
}

const isBefore = (a: Step, b: Step): boolean => a.due < b.due || (a.due === b.due && a.order < b.order);

/**
 * Virtual time, and the only source of progress in a simulated world. Each step runs until all that it woke waits again,
 * so the seed alone decides the order of all effects.
 */
export class Scheduler implements Clock {
  readonly #chance: Chance;
  /** A binary heap, the next step first. */
  readonly #steps: Step[] = [];
  #now: number;
  #taken = 0;

  constructor(start: number, chance: Chance) {
    this.#now = start;
    this.#chance = chance;
  }

  /** Virtual time in epoch milliseconds. */
  now(): number {
    return this.#now;
  }

  /** Steps so far. */
  get taken(): number {
    return this.#taken;
  }

  after(milliseconds: number, run: () => void): void {
    const step = { due: this.#now + milliseconds, order: this.#chance.next(), run };
    const heap = this.#steps;
    let place = heap.length;
    heap.push(step);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(step, above)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = step;
  }

  /** Runs until no step is left. @returns whether that happened within `maxSteps` */
  async run(maxSteps: number): Promise<boolean> {
    for (let step = this.#next(); step !== undefined; step = this.#next()) {
      this.#now = Math.max(this.#now, step.due);
      this.#taken += 1;
      step.run();
      // All microtasks run before the next macrotask, so all that the step woke waits again afterwards.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#taken >= maxSteps) return false;
    }
    return true;
  }

  #next(): Step | undefined {
    const heap = this.#steps;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const [a, b] = [heap[left], heap[left + 1]];
      const child = b !== undefined && a !== undefined && isBefore(b, a) ? left + 1 : left;
      const below = heap[child];
      if (below === undefined || !isBefore(below, last)) break;
      heap[place] = below;
      place = child;
    }
    heap[place] = last;
    return first;
  }
}
