import { AlphaPandaError } from '../../../shared/errors.ts';
import { MomentParser } from '../clock/moment-parser.ts';
import { SessionWindows } from '../clock/session-windows.ts';
import type { CsvBatch } from '../csv/csv-rows.ts';
import { RowProblem, type RowProblemKind } from '../csv/row-problem.ts';
import { fileRows } from '../files/file-rows.ts';
import type { InstrumentBook } from '../instruments/instrument-book.ts';
import type { MarketRow } from '../market-row.ts';
import { BarMaker } from './bar-maker.ts';
import type { FilePlan } from './file-plan.ts';
import type { ReadSettings } from './read-settings.ts';
import type { RowMaker, RowOutcome } from './row-maker.ts';
import { rowMoment } from './row-moment.ts';
import { TickMaker } from './tick-maker.ts';

/** Bars or ticks, and the line of each. */
export interface RowBatch {
  readonly rows: readonly MarketRow[];
  readonly lines: readonly number[];
}

/** The outcomes of a file's rows. */
export interface ReadCounts {
  /** Rows below the header, of all days, valid or not. */
  readonly rows: number;
  /** Rows that are not bars or ticks, by outcome. */
  readonly outcomes: Readonly<Record<RowOutcome, number>>;
  readonly repeatedHeaders: number;
  /** Invalid rows that were left out, by kind. */
  readonly bad: Readonly<Partial<Record<RowProblemKind, number>>>;
  readonly firstBad: string | undefined;
  /** Day numbers of the first and last row. */
  readonly days: readonly [number, number] | undefined;
}

const makerOf = (plan: FilePlan, settings: ReadSettings, book: InstrumentBook): RowMaker => {
  const { layout, clock } = plan;
  const times = () => new MomentParser(plan.dateOrder);
  const places = layout.groups[0]?.places ?? new Map();
  const moment = rowMoment(places, times());
  const { day } = settings;
  const instrument = plan.instruments[0] ?? (() => 0);
  if (layout.kind === 'ticks') {
    return new TickMaker({ places, instrument, moment, times: times(), clock, day, book });
  }
  const columns = layout.groups.map((group, place) => ({
    places: group.places,
    instrument: plan.instruments[place] ?? instrument,
  }));
  return new BarMaker({ columns, moment, clock, day, book, windows: new SessionWindows() });
};

const isBlank = (fields: readonly string[]): boolean =>
  fields.length === 1 && (fields[0] ?? '').trim() === '';

/** Reads one file from its start to its end, once. */
export class FileReader {
  readonly #plan: FilePlan;
  readonly #skipBad: boolean;
  readonly #maker: RowMaker;
  readonly #width: number;
  readonly #outcomes: Record<RowOutcome, number> = { taken: 0, 'other day': 0, untraded: 0, empty: 0 };
  readonly #bad = new Map<RowProblemKind, number>();
  #firstBad: string | undefined;
  #headerRows: number;
  #repeatedHeaders = 0;
  #rows = 0;

  constructor(plan: FilePlan, settings: ReadSettings, book: InstrumentBook) {
    this.#plan = plan;
    this.#skipBad = settings.skipBad;
    this.#maker = makerOf(plan, settings, book);
    this.#headerRows = plan.layout.headerRows;
    this.#width = Math.max(...plan.layout.groups.flatMap(({ places }) => [...places.values()])) + 1;
  }

  /** @throws AlphaPandaError `BAD_ROW` with file, line, value and remedy; `NOT_A_CSV` */
  async *batches(): AsyncGenerator<RowBatch> {
    for await (const batch of fileRows(this.#plan.file)) {
      const rows: MarketRow[] = [];
      const lines: number[] = [];
      for (const [place, fields] of batch.rows.entries()) {
        if (isBlank(fields)) continue;
        if (this.#headerRows > 0) {
          this.#headerRows -= 1;
          continue;
        }
        const before = rows.length;
        this.#take(fields, batch, place, rows);
        for (let added = before; added < rows.length; added += 1) lines.push(batch.lineOf(place));
      }
      if (rows.length > 0) yield { rows, lines };
    }
  }

  counts(): ReadCounts {
    return {
      rows: this.#rows,
      outcomes: { ...this.#outcomes },
      repeatedHeaders: this.#repeatedHeaders,
      bad: Object.fromEntries(this.#bad),
      firstBad: this.#firstBad,
      days: this.#maker.days(),
    };
  }

  #take(fields: readonly string[], batch: CsvBatch, place: number, rows: MarketRow[]): void {
    if (this.#isHeader(fields)) {
      this.#repeatedHeaders += 1;
      return;
    }
    this.#rows += 1;
    this.#checkQuotes(batch, place);
    try {
      this.#checkWidth(fields);
      this.#outcomes[this.#maker.take(fields, rows)] += 1;
    } catch (thrown) {
      if (!(thrown instanceof RowProblem)) throw thrown;
      this.#reject(thrown, fields, batch.lineOf(place));
    }
  }

  /** An open quote takes in the rows after it, so it cannot be skipped. */
  #checkQuotes(batch: CsvBatch, place: number): void {
    const quotes = batch.quotesOf(place);
    if (quotes === undefined) return;
    throw new AlphaPandaError(
      'BAD_ROW',
      `${this.#plan.file.name}, line ${batch.lineOf(place)}: ${quotes}. Close the quotes: the rows after it cannot be told apart.`,
    );
  }

  /** A header in the middle of a file, as files that were joined have it. */
  #isHeader(fields: readonly string[]): boolean {
    const { header } = this.#plan.layout;
    return (
      header !== undefined &&
      fields[0] === header[0] &&
      fields[0] !== '' &&
      header.every((name, place) => fields[place]?.trim() === name.trim())
    );
  }

  /** Fields beyond the header may be empty, as after the last comma of a bhavcopy. */
  #checkWidth(fields: readonly string[]): void {
    const { header } = this.#plan.layout;
    const named = header?.length ?? this.#width;
    if (fields.length === named) return;
    const tooMany = fields.length > named && fields.slice(named).some((field) => field.trim() !== '');
    if (fields.length < this.#width || tooMany) {
      throw new RowProblem('FIELD_COUNT', `the row has ${fields.length} fields, and ${named} are expected`);
    }
  }

  #reject(problem: RowProblem, fields: readonly string[], line: number): void {
    const row = fields.join(',').trim().slice(0, 120);
    const text = `${this.#plan.file.name}, line ${line}: ${problem.message} (${row})`;
    if (!this.#skipBad) {
      throw new AlphaPandaError(
        'BAD_ROW',
        `${text}. To go on, ${problem.remedy}, or leave out bad rows with --skip-bad.`,
        { cause: problem },
      );
    }
    this.#firstBad ??= text;
    this.#bad.set(problem.kind, (this.#bad.get(problem.kind) ?? 0) + 1);
  }
}
