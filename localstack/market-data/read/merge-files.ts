import { Heap } from '../heap.ts';
import { type MarketRow, timeOfRow } from '../market-row.ts';
import type { OrderedBatch } from './kept-rows.ts';
import { type Names, Repeats } from './repeats.ts';
import type { SurveyedFile } from './surveyed-file.ts';

/** Rows that were left out as repetitions, by file. */
export interface RepeatCounts {
  readonly repeated: number;
  readonly conflicting: number;
}

/** A file at its next row. It is opened when its first row's turn comes. */
interface Cursor {
  readonly file: SurveyedFile;
  readonly order: number;
  at: number;
  batches: AsyncGenerator<OrderedBatch> | undefined;
  batch: OrderedBatch | undefined;
  place: number;
}

const before = (a: Cursor, b: Cursor): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** Numbers of parts: files, and up to this many stretches of each. */
const STRETCHES = 2 ** 30;

/** A batch is given on when it has this many rows. */
const BATCH_ROWS = 4_000;

/** Reads files in order of time, as one; rows of one time in the order of the files. */
export class FileMerger {
  readonly #files: readonly SurveyedFile[];
  readonly #repeats: Repeats;
  readonly #repeated: number[];
  readonly #conflicting: number[];
  #delivered = 0;

  constructor(files: readonly SurveyedFile[], skipBad: boolean, names: Names) {
    this.#files = files;
    this.#repeats = new Repeats(skipBad, names);
    this.#repeated = files.map(() => 0);
    this.#conflicting = files.map(() => 0);
  }

  /** Rows that were read so far. */
  get delivered(): number {
    return this.#delivered;
  }

  repeatsOf(order: number): RepeatCounts {
    return { repeated: this.#repeated[order] ?? 0, conflicting: this.#conflicting[order] ?? 0 };
  }

  /** @throws AlphaPandaError `BAD_ROW` where two files have other bars of one time */
  async *rows(): AsyncGenerator<readonly MarketRow[]> {
    const heap = new Heap<Cursor>(before);
    for (const [order, file] of this.#files.entries()) {
      if (file.firstAt === undefined) continue;
      heap.push({ file, order, at: file.firstAt, batches: undefined, batch: undefined, place: 0 });
    }
    let rows: MarketRow[] = [];
    for (let cursor = heap.pop(); cursor !== undefined; cursor = heap.pop()) {
      if (cursor.batch === undefined && !(await next(cursor))) continue;
      this.#takeBefore(cursor, heap.peek(), rows);
      if (rows.length >= BATCH_ROWS) {
        yield rows;
        rows = [];
      }
      if (cursor.batch !== undefined || (await next(cursor))) heap.push(cursor);
    }
    if (rows.length > 0) yield rows;
  }

  /** Takes the rows of a cursor that come before the next cursor's. */
  #takeBefore(cursor: Cursor, limit: Cursor | undefined, rows: MarketRow[]): void {
    const { batch, order } = cursor;
    if (batch === undefined) return;
    const file = cursor.file.plan.file.name;
    for (let { place } = cursor; place < batch.rows.length; place += 1) {
      const row = batch.rows[place];
      if (row === undefined) continue;
      cursor.at = timeOfRow(row);
      cursor.place = place;
      if (limit !== undefined && !before(cursor, limit)) return;
      const part = order * STRETCHES + (batch.stretches?.[place] ?? 0);
      const taken = this.#repeats.take(row, () => ({ file, line: batch.lines[place] ?? 0, part }), part);
      this.#delivered += 1;
      if (taken === 'repeated') this.#repeated[order] = (this.#repeated[order] ?? 0) + 1;
      else if (taken === 'conflicting') this.#conflicting[order] = (this.#conflicting[order] ?? 0) + 1;
      else rows.push(taken);
    }
    cursor.batch = undefined;
  }
}

/** Reads a cursor's next batch. @returns whether there is one */
const next = async (cursor: Cursor): Promise<boolean> => {
  cursor.batches ??= cursor.file.open();
  const result = await cursor.batches.next();
  if (result.done === true) return false;
  const [first] = result.value.rows;
  cursor.batch = result.value;
  cursor.place = 0;
  if (first !== undefined) cursor.at = timeOfRow(first);
  return true;
};
