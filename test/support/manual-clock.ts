import type { Clock } from '../../shared/ports/clock.ts';
import { SESSION_OPEN } from './records.ts';

/** A clock that stands until it is moved. */
export class ManualClock implements Clock {
  #now: number;

  constructor(now = SESSION_OPEN) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
