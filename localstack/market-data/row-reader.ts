import type { Columns } from './csv/columns.ts';
import type { MarketRow } from './market-row.ts';

/** Reads the rows of one file, in order. */
export interface RowReader {
  /** Columns of the file that it ignores. */
  readonly ignoredColumns: readonly string[];
  /**
   * Reads a row and adds it to `rows`.
   * @returns `duplicate` for a repetition of an earlier row, which is left out
   * @throws RowProblem for an invalid row; the reader's state is then unchanged
   */
  take(fields: readonly string[], rows: MarketRow[]): 'taken' | 'duplicate' | 'other session';
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
