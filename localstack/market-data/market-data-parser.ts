import { AlphaPandaError } from '../../shared/errors.ts';
import { BARS } from './bars.ts';
import { Columns } from './csv/columns.ts';
import { type Line, LineSplitter } from './csv/line-splitter.ts';
import { RowProblem, type RowProblemKind } from './csv/row-problem.ts';
import { splitFields } from './csv/split-fields.ts';
import type { RowReader } from './row-reader.ts';
import { Sessions } from './sessions.ts';
import { TICKS } from './ticks.ts';
import type { TimedTick } from './timed-tick.ts';

const FORMATS = [BARS, TICKS] as const;

export interface ParseOptions {
  /** Only the rows of one day, `YYYY-MM-DD` in India; without it, all. */
  readonly session?: string | undefined;
  /** What a row does that cannot be used: end the reading with an error (the default), or be left out and counted. */
  readonly onBadRow?: 'stop' | 'skip';
}

export interface ParseReport {
  /** `bars` or `ticks`; undefined before the header has been read. */
  readonly format: string | undefined;
  readonly ignoredColumns: readonly string[];
  /** Rows below the header, of all sessions, good or bad. */
  readonly rows: number;
  readonly ticks: number;
  /** Rows left out because they repeat an earlier one. */
  readonly duplicates: number;
  /** Rows left out because they could not be used, by what was wrong. */
  readonly skipped: Readonly<Partial<Record<RowProblemKind, number>>>;
  /** What was wrong with the first of them. */
  readonly firstSkipped: string | undefined;
  /** First and last Indian date of the file. */
  readonly dates: readonly [string, string] | undefined;
}

/** Text of a CSV file of bars or of ticks, in pieces, to ticks. The header tells the format. */
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
  #ticks = 0;
  #duplicates = 0;

  /** @throws AlphaPandaError `BAD_SESSION` */
  constructor(options: ParseOptions = {}) {
    this.#session = options.session;
    this.#sessions = new Sessions(options.session);
    this.#skips = options.onBadRow === 'skip';
  }

  /**
   * The ticks that are complete with this piece of the file.
   * @throws AlphaPandaError `BAD_HEADER`, `NOT_A_CSV` or `BAD_ROW`, with the line's number and what is wrong.
   */
  push(text: string): readonly TimedTick[] {
    const ticks: TimedTick[] = [];
    for (const line of this.#lines.push(text)) this.#take(line, ticks);
    this.#ticks += ticks.length;
    return ticks;
  }

  /**
   * The last ticks, once the whole file has been pushed.
   * @throws AlphaPandaError as `push`; `NO_DATA` for a file without rows, `NO_SUCH_SESSION` for a day it has none of.
   */
  end(): readonly TimedTick[] {
    const ticks: TimedTick[] = [];
    for (const line of this.#lines.end()) this.#take(line, ticks);
    this.#reader?.end(ticks);
    this.#ticks += ticks.length;
    const dates = this.#sessions.dates();
    if (dates === undefined) {
      throw new AlphaPandaError('NO_DATA', 'the file has no usable row of bars or ticks');
    }
    if (this.#ticks === 0) {
      throw new AlphaPandaError(
        'NO_SUCH_SESSION',
        `the file has no row of ${this.#session}; it goes from ${dates[0]} to ${dates[1]}`,
      );
    }
    return ticks;
  }

  report(): ParseReport {
    return {
      format: this.#format,
      ignoredColumns: this.#reader?.ignoredColumns ?? [],
      rows: this.#rows,
      ticks: this.#ticks,
      duplicates: this.#duplicates,
      skipped: Object.fromEntries(this.#skipped),
      firstSkipped: this.#firstSkipped,
      dates: this.#sessions.dates(),
    };
  }

  #take(line: Line, ticks: TimedTick[]): void {
    if (this.#columns === undefined || this.#reader === undefined) {
      this.#header(line);
      return;
    }
    this.#rows += 1;
    try {
      const fields = splitFields(line.text);
      this.#columns.checkCount(fields);
      if (this.#reader.take(fields, ticks) === 'duplicate') this.#duplicates += 1;
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
        `line ${line.number}: the header "${line.text.slice(0, 200)}" has not the columns ${wanted}`,
      );
    }
    this.#columns = columns;
    this.#format = format.name;
    this.#reader = format.reader(columns, this.#sessions);
  }

  #bad(line: Line, problem: RowProblem): void {
    const said = `line ${line.number}: ${problem.message} (${line.text.slice(0, 120)})`;
    if (!this.#skips) throw new AlphaPandaError('BAD_ROW', said, { cause: problem });
    this.#firstSkipped ??= said;
    this.#skipped.set(problem.kind, (this.#skipped.get(problem.kind) ?? 0) + 1);
  }
}
