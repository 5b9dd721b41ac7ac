import { AlphaPandaError } from '../../../shared/errors.ts';
import { CsvRows } from './csv-rows.ts';

/** A row of a table, by the names of its columns. */
export interface TableRow {
  readonly line: number;
  readonly fields: readonly string[];
  /** The problem of its quotes; undefined for a row without one. */
  readonly problem: string | undefined;
}

/** A whole CSV file with a header, for files that are small. */
export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

/** @throws AlphaPandaError `BAD_HEADER` if a column is repeated; `NOT_A_CSV` */
export const csvTable = (text: string): CsvTable => {
  const csv = new CsvRows();
  const rows: TableRow[] = [];
  for (const batch of [csv.push(text.replace(/^\uFEFF/, '')), csv.end()]) {
    for (const [place, fields] of batch.rows.entries()) {
      const isBlank = fields.length === 1 && (fields[0] ?? '').trim() === '';
      if (!isBlank) rows.push({ line: batch.lineOf(place), fields, problem: batch.quotesOf(place) });
    }
  }
  const [header, ...data] = rows;
  const columns = (header?.fields ?? []).map((name) => name.trim());
  if (new Set(columns).size !== columns.length) {
    throw new AlphaPandaError('BAD_HEADER', `the header repeats a column: ${columns.join(',')}`);
  }
  return { columns, rows: data };
};
