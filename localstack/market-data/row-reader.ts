import type { Columns } from './csv/columns.ts';
import type { TimedTick } from './timed-tick.ts';

/** Turns the rows of one file, in order, into ticks. */
export interface RowReader {
  /** Columns of the file that it ignores. */
  readonly ignoredColumns: readonly string[];
  /**
   * Takes a row and adds the completed ticks to `ticks`.
   * @returns `duplicate` for a repetition of an earlier row, which is left out
   * @throws RowProblem for an invalid row; the reader's state is then unchanged
   */
  take(fields: readonly string[], ticks: TimedTick[]): 'taken' | 'duplicate' | 'other session';
  /** Adds the last ticks after the end of the file. */
  end(ticks: TimedTick[]): void;
}

/** A file format, recognized by its header. */
export interface RowFormat {
  readonly name: string;
  /** Columns that the header must have. */
  readonly required: readonly string[];
  reader(columns: Columns, sessions: SessionFilter): RowReader;
}

/** Selects times. It receives every time of the file, in order. */
export interface SessionFilter {
  includes(at: number): boolean;
}
