import { AlphaPandaError } from '../../../shared/errors.ts';
import { SessionWindows } from '../clock/session-windows.ts';
import type { InstrumentBook } from '../instruments/instrument-book.ts';
import { isBar, type MarketRow, timeOfRow } from '../market-row.ts';
import type { FilePlan } from './file-plan.ts';
import { FileReader, type ReadCounts } from './file-reader.ts';
import { KeptRows, type OrderedBatch } from './kept-rows.ts';
import type { ReadSettings } from './read-settings.ts';
import { SessionChecks, type SessionCounts } from './session-checks.ts';

/** A file that was read once from start to end: every row is valid, or was left out on request. */
export interface SurveyedFile {
  readonly plan: FilePlan;
  readonly counts: ReadCounts & SessionCounts;
  /** Bars or ticks. */
  readonly taken: number;
  /** Whether rows were put in order of time. */
  readonly wasReordered: boolean;
  /** Epoch milliseconds of the first bar or tick; undefined without any. */
  readonly firstAt: number | undefined;
  readonly lastAt: number | undefined;
  /** Whether bars of one instrument overlap, so that one may come twice. */
  readonly overlapsItself: boolean;
  /** Tokens of its bars and ticks. */
  readonly tokens: ReadonlySet<number>;
  /** The bars or ticks in order of time: from memory, or read again. */
  open(): AsyncGenerator<OrderedBatch>;
}

/** How many rows may stay in memory, over all files. */
export class RowBudget {
  #left: number;

  constructor(rows: number) {
    this.#left = rows;
  }

  /** Whether there was room; the rows then count. */
  take(rows: number): boolean {
    if (rows > this.#left) return false;
    this.#left -= rows;
    return true;
  }

  give(rows: number): void {
    this.#left += rows;
  }
}

/** Whether times rise, fall, or neither. */
class Direction {
  #last: number | undefined;
  #rises = false;
  #falls = false;

  /** @returns whether the time is before the last one */
  see(at: number): boolean {
    const falls = this.#last !== undefined && at < this.#last;
    if (falls) this.#falls = true;
    else if (this.#last !== undefined && at > this.#last) this.#rises = true;
    this.#last = at;
    return falls;
  }

  get isReversed(): boolean {
    return this.#falls && !this.#rises;
  }

  get isSorted(): boolean {
    return !this.#falls;
  }
}

const tokenOf = (row: MarketRow): number => (isBar(row) ? row.instrument_token : row.tick.instrument_token);

const notSorted = (plan: FilePlan, line: number): AlphaPandaError =>
  new AlphaPandaError(
    'NOT_SORTED',
    `${plan.file.name}, line ${line} is of an earlier time than the row before it, and the file is too large to be sorted in memory: sort it by time first, or split it by day`,
  );

async function* once(batch: OrderedBatch): AsyncGenerator<OrderedBatch> {
  yield batch;
}

/** Reads a file to its end. It keeps the rows while the budget lasts. */
class Survey {
  readonly #plan: FilePlan;
  readonly #book: InstrumentBook;
  readonly #budget: RowBudget;
  readonly #direction = new Direction();
  readonly #tokens = new Set<number>();
  #checks: SessionChecks;
  #kept: KeptRows | undefined = new KeptRows();
  #firstFall: number | undefined;
  #firstAt: number | undefined;
  #lastAt: number | undefined;
  #taken = 0;
  #overlaps = false;

  constructor(plan: FilePlan, book: InstrumentBook, budget: RowBudget) {
    this.#plan = plan;
    this.#book = book;
    this.#budget = budget;
    this.#checks = this.#newChecks();
  }

  async run(settings: ReadSettings): Promise<SurveyedFile> {
    const reader = new FileReader(this.#plan, settings, this.#book);
    for await (const batch of reader.batches()) {
      for (const [place, row] of batch.rows.entries()) this.#see(row, batch.lines[place] ?? 0);
      this.#keep(batch);
    }
    const isSorted = this.#direction.isSorted;
    const ordered = isSorted ? undefined : this.#kept?.ordered(this.#direction.isReversed);
    if (ordered !== undefined) {
      this.#checks = this.#newChecks();
      for (const row of ordered.rows) this.#check(row);
    }
    const kept = ordered ?? this.#kept?.ordered(false);
    return {
      plan: this.#plan,
      counts: { ...reader.counts(), ...this.#checks.counts() },
      taken: this.#taken,
      wasReordered: !isSorted,
      firstAt: this.#firstAt,
      lastAt: this.#lastAt,
      overlapsItself: this.#overlaps,
      tokens: this.#tokens,
      open: () =>
        kept === undefined ? new FileReader(this.#plan, settings, this.#book).batches() : once(kept),
    };
  }

  #newChecks(): SessionChecks {
    return new SessionChecks(new SessionWindows(), this.#plan.clock.interval);
  }

  #see(row: MarketRow, line: number): void {
    const at = timeOfRow(row);
    if (this.#direction.see(at)) this.#firstFall ??= line;
    if (this.#firstAt === undefined || at < this.#firstAt) this.#firstAt = at;
    if (this.#lastAt === undefined || at > this.#lastAt) this.#lastAt = at;
    this.#tokens.add(tokenOf(row));
    this.#taken += 1;
    if (this.#firstFall === undefined) this.#check(row);
  }

  #check(row: MarketRow): void {
    const token = tokenOf(row);
    const start = timeOfRow(row);
    const end = isBar(row) ? row.end : start;
    if (this.#checks.observe(token, this.#book.hoursOf(token), start, end)) this.#overlaps = true;
  }

  #keep(batch: { readonly rows: readonly MarketRow[]; readonly lines: readonly number[] }): void {
    if (this.#kept !== undefined && this.#budget.take(batch.rows.length)) {
      this.#kept.add(batch);
    } else if (this.#kept !== undefined) {
      this.#budget.give(this.#kept.size);
      this.#kept = undefined;
    }
    if (this.#kept === undefined && this.#firstFall !== undefined) {
      throw notSorted(this.#plan, this.#firstFall);
    }
  }
}

/**
 * Reads a file once, so that a bad row is said before anything plays, and the rows are counted.
 * @throws AlphaPandaError as FileReader; `NOT_SORTED` for a large file that is not in order of time
 */
export const surveyFile = (
  plan: FilePlan,
  settings: ReadSettings,
  book: InstrumentBook,
  budget: RowBudget,
): Promise<SurveyedFile> => new Survey(plan, book, budget).run(settings);
