import Papa from 'papaparse';
import { AlphaPandaError } from '../../../shared/errors.ts';

/** Rows of a file with their line numbers: the file's first line is 1. */
export interface CsvBatch {
  /** A blank line is a row with one empty field. Fields are not trimmed. */
  readonly rows: readonly (readonly string[])[];
  lineOf(place: number): number;
  /** The problem of a row's quotes; undefined for a row without one. */
  quotesOf(place: number): string | undefined;
}

/** Longer than any row of market data: a file without line endings must not fill the memory. */
const MAX_ROW_LENGTH = 65_536;

const DELIMITERS = [',', ';', '\t', '|'] as const;

/** The delimiter that the first line has most often; a comma if it has none of them. */
const delimiterOf = (text: string): string => {
  const line = text.slice(0, text.search(/\n|$/));
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
};

const lineBreaksIn = (row: readonly string[]): number =>
  row.reduce((sum, field) => sum + (field.includes('\n') ? field.split('\n').length - 1 : 0), 0);

/** The part of Papa Parse's result that is used. */
interface Parsed {
  readonly data: string[][];
  readonly errors: readonly { readonly row?: number; readonly message: string }[];
  readonly meta: { readonly cursor: number };
}

/** Splits pieces of a CSV file into rows. Lines end with LF or CRLF; the first line decides the delimiter. */
export class CsvRows {
  #parser: Papa.Parser | undefined;
  #rest = '';
  #line = 1;

  /**
   * The rows that end in this piece.
   * @throws AlphaPandaError `NOT_A_CSV` if a row does not end
   */
  push(piece: string): CsvBatch {
    const text = this.#rest + piece;
    if (this.#parser === undefined && !text.includes('\n') && text.length < MAX_ROW_LENGTH) {
      this.#rest = text;
      return this.#batch({ data: [], errors: [], meta: { cursor: 0 } }, false);
    }
    const parsed = this.#parse(text, true);
    this.#rest = text.slice(parsed.meta.cursor);
    if (this.#rest.length > MAX_ROW_LENGTH) {
      throw new AlphaPandaError(
        'NOT_A_CSV',
        `the row at line ${this.#line + parsed.data.length} has more than ${MAX_ROW_LENGTH} characters: it lacks a line ending, or a quote is not closed`,
      );
    }
    return this.#batch(parsed, text.includes('"'));
  }

  /** The last row, if it has no line ending. */
  end(): CsvBatch {
    const text = this.#rest;
    this.#rest = '';
    return this.#batch(this.#parse(text, false), text.includes('"'));
  }

  #parse(text: string, hasMore: boolean): Parsed {
    this.#parser ??= new Papa.Parser({ delimiter: delimiterOf(text), newline: '\n' });
    const parsed: Parsed = this.#parser.parse(text, 0, hasMore);
    return parsed;
  }

  #batch({ data, errors }: Parsed, quoted: boolean): CsvBatch {
    const first = this.#line;
    const problems = new Map(errors.map(({ row, message }) => [row ?? 0, message]));
    const quotesOf = (place: number) => problems.get(place);
    if (!quoted) {
      this.#line += data.length;
      return { rows: data, lineOf: (place) => first + place, quotesOf };
    }
    const lines = data.map((row) => {
      const line = this.#line;
      this.#line += 1 + lineBreaksIn(row);
      return line;
    });
    return { rows: data, lineOf: (place) => lines[place] ?? first, quotesOf };
  }
}
