import { TransientError } from '../../shared/errors.ts';
import type { KernelResult } from '../../shared/kernel/kernel.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Chance } from './chance.ts';
import type { Scheduler } from './scheduler.ts';
import { fateOf, holdOf } from './weather.ts';

/** The end of an invocation, as the mapping sees it. */
export type Ending =
  | { readonly kind: 'answered'; readonly result: KernelResult }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'crashed' };

/** The parts of the world that an environment uses. */
export interface Surroundings {
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  /** Present probability of a fault. */
  readonly fault: () => number;
  /** Present maximum difference of a clock, in milliseconds. */
  readonly clockSkew: number;
  readonly note: (line: string) => void;
}

type Handle = (event: unknown) => Promise<KernelResult>;

/** Duration of a successful call, in milliseconds. */
const LATENCY_MS = 6;
const DRIFT = 0.000_2;

/**
 * One Lambda environment with its own memory and clock. At its ports it may be delayed, get a failure, or die. A dead
 * environment never resumes.
 */
export class Environment implements Clock {
  readonly name: string;
  readonly #around: Surroundings;
  readonly #born: number;
  readonly #drift: number;
  #skew: number;
  #alive = true;
  #onDeath: (() => void) | undefined;

  constructor(name: string, around: Surroundings) {
    const { chance, clockSkew, scheduler } = around;
    this.name = name;
    this.#around = around;
    this.#born = scheduler.now();
    this.#skew = chance.between(-clockSkew, clockSkew);
    this.#drift = clockSkew === 0 ? 0 : (2 * chance.next() - 1) * DRIFT;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** This environment's clock: it has a skew and a drift, and it is sometimes set right or wrong. */
  now(): number {
    const now = this.#around.scheduler.now();
    return Math.round(now + this.#skew + (now - this.#born) * this.#drift);
  }

  /** Runs an invocation. It never rejects, and it ends at the latest when the environment dies. */
  invoke(handle: Handle, event: unknown): Promise<Ending> {
    const { chance, clockSkew } = this.#around;
    if (clockSkew > 0 && chance.happens(0.02)) this.#skew = chance.between(-clockSkew, clockSkew);
    return new Promise((resolve) => {
      this.#onDeath = () => resolve({ kind: 'crashed' });
      handle(event).then(
        (result) => resolve({ kind: 'answered', result }),
        (error) => resolve({ kind: 'threw', error }),
      );
    });
  }

  /**
   * A call of a port: request, effect and response, each with the faults of the weather.
   * @param half does a part of the effect, if the effect has parts
   */
  async call<T>(what: string, effect: () => Promise<T>, half?: () => Promise<unknown>): Promise<T> {
    const { chance, fault, note } = this.#around;
    const fate = fateOf(chance, fault(), half !== undefined);
    if (fate !== 'works') note(`${this.name} ${what}: ${fate}`);
    await this.#pause(fate === 'held before' ? holdOf(chance) : chance.between(0, LATENCY_MS));
    if (fate === 'crash before') return this.#die();
    if (fate === 'fails before') {
      throw new TransientError('SIMULATED', `${what} failed before it did anything`);
    }
    if (fate === 'crash half-way' || fate === 'fails half-way') {
      await half?.();
      if (fate === 'crash half-way') return this.#die();
      throw new TransientError('SIMULATED', `${what} failed half-way`);
    }
    const result = await effect();
    await this.#pause(fate === 'held after' ? holdOf(chance) : chance.between(0, LATENCY_MS));
    if (fate === 'crash after') return this.#die();
    if (fate === 'answer lost') throw new TransientError('SIMULATED', `the answer of ${what} was lost`);
    return result;
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#around.scheduler.after(milliseconds, () => {
        if (this.#alive) resolve();
      });
    });
  }

  #die(): Promise<never> {
    this.#alive = false;
    this.#onDeath?.();
    return new Promise(() => undefined);
  }
}
