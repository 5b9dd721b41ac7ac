import type { MarketRow } from '../market-row.ts';
import { timeOfRow } from '../market-row.ts';
import type { RowBatch } from './file-reader.ts';

/** Rows in order of time. */
export interface OrderedBatch extends RowBatch {
  /**
   * For each row the number of its stretch: a stretch is a part of the file in order of time. Absent: all are of one. Joined
   * files that overlap have the same rows in two stretches.
   */
  readonly stretches?: readonly number[];
}

/** The rows of one file, kept in memory, and whether they are in order of time. */
export class KeptRows {
  readonly #rows: MarketRow[] = [];
  readonly #lines: number[] = [];

  get size(): number {
    return this.#rows.length;
  }

  add({ rows, lines }: RowBatch): void {
    for (const row of rows) this.#rows.push(row);
    for (const line of lines) this.#lines.push(line);
  }

  /** The rows in order of time. Rows of one time keep their order, unless the whole file runs backwards. */
  ordered(isReversed: boolean): OrderedBatch {
    if (isReversed) return { rows: this.#rows.toReversed(), lines: this.#lines.toReversed() };
    const times = this.#rows.map(timeOfRow);
    let stretch = 0;
    const stretches = times.map((at, place) => {
      if (at < (times[place - 1] ?? at)) stretch += 1;
      return stretch;
    });
    if (stretch === 0) return { rows: this.#rows, lines: this.#lines };
    const order = times.map((_, place) => place).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
    return {
      rows: pick(this.#rows, order),
      lines: pick(this.#lines, order),
      stretches: pick(stretches, order),
    };
  }
}

const pick = <T>(values: readonly T[], order: readonly number[]): readonly T[] =>
  order.flatMap((place) => {
    const value = values[place];
    return value === undefined ? [] : [value];
  });
