import type { MarketRow } from '../market-row.ts';

/**
 * The outcome of a row.
 * - `other day`: `--session` names another one.
 * - `untraded`: a contract or share without a trade on that day, which has no price.
 * - `empty`: no value, as yfinance writes where another share has a bar.
 */
export type RowOutcome = 'taken' | 'other day' | 'untraded' | 'empty';

/** Makes bars or ticks of rows. */
export interface RowMaker {
  /**
   * Adds a row's bars or ticks to `rows`.
   * @throws RowProblem for an invalid row, of which it adds no part
   */
  take(fields: readonly string[], rows: MarketRow[]): RowOutcome;
  /** The first and last day that the rows name, also of other days. */
  days(): readonly [number, number] | undefined;
}

/** Selects one day, or all, and remembers the first and last one of the file. */
export class DayFilter {
  readonly #wanted: number | undefined;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  constructor(wanted: number | undefined) {
    this.#wanted = wanted;
  }

  includes(day: number): boolean {
    if (day < this.#first) this.#first = day;
    if (day > this.#last) this.#last = day;
    return this.#wanted === undefined || day === this.#wanted;
  }

  days(): readonly [number, number] | undefined {
    return this.#last < this.#first ? undefined : [this.#first, this.#last];
  }
}
