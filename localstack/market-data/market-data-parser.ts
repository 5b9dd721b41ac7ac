import { AlphaPandaError } from '../../shared/errors.ts';
import { BARS } from './bars.ts';
import { Columns } from './csv/columns.ts';
import { type Line, LineSplitter } from './csv/line-splitter.ts';
import { RowProblem, type RowProblemKind } from './csv/row-problem.ts';
import { splitFields } from './csv/split-fields.ts';
import type { MarketRow } from './market-row.ts';
import type { RowReader } from './row-reader.ts';
import { Sessions } from './sessions.ts';
import { TICKS } from './ticks.ts';

const FORMATS = [BARS, TICKS] as const;

export interface ParseOptions {
  /** Only the rows of one day, `YYYY-MM-DD` in India; default: all rows. */
  readonly session?: string | undefined;
  /** An invalid row stops the reading with an error (default), or it is skipped and counted. */
  readonly onBadRow?: 'stop' | 'skip';
}

export interface ParseReport {
  /** `bars` or `ticks`; undefined before the header. */
  readonly format: string | undefined;
  readonly ignoredColumns: readonly string[];
  /** Rows below the header, of all sessions, valid or not. */
  readonly rows: number;
  /** Bars or ticks that were read. */
  readonly taken: number;
  /** Rows left out as repetitions of an earlier one. */
  readonly duplicates: number;
  /** Invalid rows that were skipped, by kind. */
  readonly skipped: Readonly<Partial<Record<RowProblemKind, number>>>;
  /** The problem of the first skipped row. */
  readonly firstSkipped: string | undefined;
  /** First and last Indian date of the file. */
  readonly dates: readonly [string, string] | undefined;
}

/** Parses pieces of a CSV file of bars or ticks into rows. The header decides the format. */
export class MarketDataParser {
  readonly #lines = new LineSplitter();
  readonly #session: string | undefined;
  readonly #sessions: Sessions;
  readonly #skips: boolean;
  readonly #skipped = new Map<RowProblemKind, number>();
  #columns: Columns | undefined;
  #reader: RowReader | undefined;
  #format: string | undefined;
  #firstSkipped: string | undefined;
  #rows = 0;
  #taken = 0;
  #duplicates = 0;

  /** @throws AlphaPandaError `BAD_SESSION` */
  constructor(options: ParseOptions = {}) {
    this.#session = options.session;
    this.#sessions = new Sessions(options.session);
    this.#skips = options.onBadRow === 'skip';
  }

  /**
   * The rows that this piece of the file completes.
   * @throws AlphaPandaError `BAD_HEADER`, `NOT_A_CSV` or `BAD_ROW`, with line number and problem
   */
  push(text: string): readonly MarketRow[] {
    const rows: MarketRow[] = [];
    for (const line of this.#lines.push(text)) this.#take(line, rows);
    this.#taken += rows.length;
    return rows;
  }

  /**
   * The last row, after the whole file was pushed.
   * @throws AlphaPandaError as `push`; `NO_DATA` for a file without rows, `NO_SUCH_SESSION` for a missing day
   */
  end(): readonly MarketRow[] {
    const rows: MarketRow[] = [];
    for (const line of this.#lines.end()) this.#take(line, rows);
    this.#taken += rows.length;
    const dates = this.#sessions.dates();
    if (dates === undefined) {
      throw new AlphaPandaError('NO_DATA', 'the file has no usable row of bars or ticks');
    }
    if (this.#taken === 0) {
      throw new AlphaPandaError(
        'NO_SUCH_SESSION',
        `the file has no row of ${this.#session}; it goes from ${dates[0]} to ${dates[1]}`,
      );
    }
    return rows;
  }

  report(): ParseReport {
    return {
      format: this.#format,
      ignoredColumns: this.#reader?.ignoredColumns ?? [],
      rows: this.#rows,
      taken: this.#taken,
      duplicates: this.#duplicates,
      skipped: Object.fromEntries(this.#skipped),
      firstSkipped: this.#firstSkipped,
      dates: this.#sessions.dates(),
    };
  }

  #take(line: Line, rows: MarketRow[]): void {
    if (this.#columns === undefined || this.#reader === undefined) {
      this.#header(line);
      return;
    }
    this.#rows += 1;
    try {
      const fields = splitFields(line.text);
      this.#columns.checkCount(fields);
      if (this.#reader.take(fields, rows) === 'duplicate') this.#duplicates += 1;
    } catch (thrown) {
      if (!(thrown instanceof RowProblem)) throw thrown;
      this.#bad(line, thrown);
    }
  }

  #header(line: Line): void {
    const columns = new Columns(splitFields(line.text));
    const format = FORMATS.find(({ required }) => columns.has(...required));
    if (format === undefined) {
      const wanted = FORMATS.map(({ name, required }) => `${required.join(',')} for ${name}`).join(', or ');
      throw new AlphaPandaError(
        'BAD_HEADER',
        `line ${line.number}: the header "${line.text.slice(0, 200)}" lacks the columns ${wanted}`,
      );
    }
    this.#columns = columns;
    this.#format = format.name;
    this.#reader = format.reader(columns, this.#sessions);
  }

  #bad(line: Line, problem: RowProblem): void {
    const text = `line ${line.number}: ${problem.message} (${line.text.slice(0, 120)})`;
    if (!this.#skips) throw new AlphaPandaError('BAD_ROW', text, { cause: problem });
    this.#firstSkipped ??= text;
    this.#skipped.set(problem.kind, (this.#skipped.get(problem.kind) ?? 0) + 1);
  }
}
