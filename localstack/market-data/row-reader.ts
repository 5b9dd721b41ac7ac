import type { Columns } from './csv/columns.ts';
import type { TimedTick } from './timed-tick.ts';

/** Turns the rows of one file, in order, into ticks. */
export interface RowReader {
  /** Columns of the file that say nothing to it. */
  readonly ignoredColumns: readonly string[];
  /**
   * Takes a row and adds the ticks that are ready to `ticks`.
   * @returns `duplicate` for a row that repeats an earlier one and is left out.
   * @throws RowProblem when the row cannot be used; the reader goes on as if it had not been there.
   */
  take(fields: readonly string[], ticks: TimedTick[]): 'taken' | 'duplicate' | 'other session';
  /** Adds what is left once the file has ended. */
  end(ticks: TimedTick[]): void;
}

/** One of the formats that a header can announce. */
export interface RowFormat {
  readonly name: string;
  /** The columns that it cannot do without. */
  readonly required: readonly string[];
  reader(columns: Columns, sessions: SessionFilter): RowReader;
}

/** Which moments are wanted. It sees every moment of the file, in order. */
export interface SessionFilter {
  includes(at: number): boolean;
}
