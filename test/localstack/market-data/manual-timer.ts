import type { Timer } from '../../../localstack/market-data/pace.ts';

/** A timer whose time passes only in its sleeps, and where a test says so. */
export class ManualTimer implements Timer {
  readonly sleeps: number[] = [];
  #now = 1_000;

  now(): number {
    return this.#now;
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.sleeps.push(milliseconds);
    this.pass(milliseconds);
  }
}
