import { istDay } from '../../shared/market/ist.ts';
import type { TimedTick } from '../market-data/timed-tick.ts';

/** What the ticks of a replay have been. */
export class SeenMarket {
  readonly #instruments = new Set<number>();
  readonly #days: number[] = [];
  #hasBars = false;

  add({ at, tick }: TimedTick): void {
    this.#instruments.add(tick.instrument_token);
    if (tick.bar !== undefined) this.#hasBars = true;
    const day = istDay(at);
    if (day !== this.#days.at(-1)) this.#days.push(day);
  }

  /** Tokens. */
  get instruments(): ReadonlySet<number> {
    return this.#instruments;
  }

  /** Day numbers in India, in order. */
  get days(): readonly number[] {
    return this.#days;
  }

  get hasBars(): boolean {
    return this.#hasBars;
  }
}
