import { AlphaPandaError } from '../../shared/errors.ts';
import { dateOfDay } from '../../shared/market/ist.ts';
import { planLines } from './describe.ts';
import { type FileReport, fileReport } from './file-report.ts';
import { type DataFiles, findDataFiles } from './files/find-data-files.ts';
import {
  type BookedInstrument,
  InstrumentBook,
  type UntradableInstrument,
} from './instruments/instrument-book.ts';
import { isMapped } from './layout/roles.ts';
import type { MarketRow } from './market-row.ts';
import { type FilePlan, planFile } from './read/file-plan.ts';
import { FileMerger } from './read/merge-files.ts';
import { type MarketDataOptions, type ReadSettings, readSettings } from './read/read-settings.ts';
import { RowBudget, type SurveyedFile, surveyFile } from './read/surveyed-file.ts';

export type { MarketDataOptions } from './read/read-settings.ts';

/** Files of bars or ticks, as one source in order of time. */
export interface MarketData {
  /** Can be read once. Every row is valid: the files have been read to their ends. */
  readonly rows: AsyncIterable<readonly MarketRow[]>;
  /** How many rows there are. */
  readonly total: number;
  /** How many rows were read so far. */
  delivered(): number;
  /** The instruments of the rows, for the tables of a replay. */
  readonly instruments: readonly BookedInstrument[];
  /** Instruments whose rows play, and which no stage can trade. */
  readonly untradable: readonly UntradableInstrument[];
  /** How each file is read. */
  readonly plans: readonly string[];
  /** Complete once the rows were read: repetitions are found where files meet. */
  files(): readonly FileReport[];
  /** Files of folders and archives that were not read. */
  readonly leftOut: readonly string[];
}

/** Rows that stay in memory, about 150 MB; what is beyond is read again. */
const ROWS_IN_MEMORY = 500_000;

/** Adds the file's name to an error that lacks it. */
const withName = async <T>(name: string, work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (thrown) {
    if (!(thrown instanceof AlphaPandaError)) throw thrown;
    if (thrown.message.startsWith(name)) throw thrown;
    throw new AlphaPandaError(thrown.code, `${name}: ${thrown.message}`, { cause: thrown });
  }
};

/** An instrument whose bars have two lengths would trade every price twice. */
const checkIntervals = (files: readonly SurveyedFile[], book: InstrumentBook): void => {
  const first = new Map<number, SurveyedFile>();
  for (const file of files) {
    for (const token of file.tokens) {
      const other = first.get(token);
      if (other === undefined) {
        first.set(token, file);
      } else if (other.plan.clock.interval !== file.plan.clock.interval) {
        throw new AlphaPandaError(
          'MIXED_INTERVALS',
          `${book.nameOf(token)} is in ${other.plan.file.name} and in ${file.plan.file.name} with bars of other lengths, or bars and ticks: replay one of them at a time`,
        );
      }
    }
  }
};

const meet = (a: SurveyedFile, b: SurveyedFile): boolean =>
  (a.firstAt ?? 0) <= (b.lastAt ?? 0) &&
  (b.firstAt ?? 0) <= (a.lastAt ?? 0) &&
  [...a.tokens].some((token) => b.tokens.has(token));

/** Whether a row may come twice: within a file, or where two files of one instrument overlap. */
const mayRepeat = (files: readonly SurveyedFile[]): boolean =>
  files.some(
    (file, order) => file.overlapsItself || files.slice(order + 1).some((other) => meet(file, other)),
  );

/** Reads rows that may come twice to their end, so that a conflict is said before anything plays. */
const checkRepeats = async (
  files: readonly SurveyedFile[],
  settings: ReadSettings,
  book: InstrumentBook,
): Promise<void> => {
  if (settings.skipBad || !mayRepeat(files)) return;
  const rows = new FileMerger(files, false, book).rows();
  while ((await rows.next()).done !== true);
};

const checkNotEmpty = (files: readonly SurveyedFile[], settings: ReadSettings): void => {
  if (files.some(({ taken }) => taken > 0)) return;
  const days = files.flatMap(({ counts }) => counts.days ?? []);
  if (days.length === 0 || settings.day === undefined) {
    throw new AlphaPandaError('NO_DATA', 'the files have no usable row of bars or ticks');
  }
  throw new AlphaPandaError(
    'NO_SUCH_SESSION',
    `the files have no row of ${dateOfDay(settings.day)}; they go from ${dateOfDay(Math.min(...days))} to ${dateOfDay(Math.max(...days))}`,
  );
};

const checkInstrumentUsed = (plans: readonly FilePlan[], settings: ReadSettings): void => {
  const isUsed = plans.some(({ instrumentFrom }) => instrumentFrom === '--instrument');
  if (settings.instrument === undefined || isUsed) return;
  throw new AlphaPandaError(
    'BAD_OPTION',
    `--instrument ${settings.instrument}: the files name their instruments in a column, so leave the option out`,
  );
};

const MAX_COLUMNS = 20;

/** A column that no file has is a slip of the pen: the file would be read without it. */
const checkMapUsed = (plans: readonly FilePlan[], { map }: ReadSettings): void => {
  for (const [column, role] of map) {
    const isUsed = plans.some(({ layout: { header, groups } }) =>
      groups.some(({ places }) => isMapped(column, role, header, places)),
    );
    if (isUsed) continue;
    const columns = plans[0]?.layout.header?.slice(0, MAX_COLUMNS).join(', ');
    throw new AlphaPandaError(
      'BAD_OPTION',
      `--map ${column}=${role}: no file has such a column for it${columns === undefined ? '' : `; the columns are ${columns}`}`,
    );
  }
};

interface Survey {
  readonly plans: readonly FilePlan[];
  readonly files: readonly SurveyedFile[];
  /** Files without a row, left out on request. */
  readonly empty: readonly string[];
}

const survey = async (found: DataFiles, settings: ReadSettings, book: InstrumentBook): Promise<Survey> => {
  const plans: FilePlan[] = [];
  const empty: string[] = [];
  for (const file of found.files) {
    try {
      plans.push(await withName(file.name, planFile(file, settings, book)));
    } catch (thrown) {
      const isLeftOut = settings.skipBad && found.files.length > 1;
      if (!isLeftOut || !(thrown instanceof AlphaPandaError) || thrown.code !== 'NO_DATA') throw thrown;
      empty.push(thrown.message);
    }
  }
  checkInstrumentUsed(plans, settings);
  checkMapUsed(plans, settings);
  const budget = new RowBudget(ROWS_IN_MEMORY);
  const files: SurveyedFile[] = [];
  for (const plan of plans) {
    files.push(await withName(plan.file.name, surveyFile(plan, settings, book, budget)));
  }
  checkNotEmpty(files, settings);
  checkIntervals(files, book);
  await checkRepeats(files, settings, book);
  return { plans, files, empty };
};

/**
 * Opens files, archives and folders of bars or ticks: recognizes each, reads it to its end once, and gives the rows of all in
 * order of time.
 * @throws AlphaPandaError `NO_SUCH_FILE`, `BAD_SESSION`, `BAD_OPTION`, `BAD_HEADER`, `BAD_INTERVAL`, `UNKNOWN_INSTRUMENT`,
 *   `BAD_ROW`, `NOT_A_CSV`, `UNREADABLE_FILE`, `NOT_SORTED`, `MIXED_INTERVALS`, `NO_DATA`, `NO_SUCH_SESSION`
 */
export const openMarketData = async (
  paths: readonly string[],
  options: MarketDataOptions = {},
): Promise<MarketData> => {
  const settings = readSettings(options);
  const book = new InstrumentBook(options.instruments);
  const found = await findDataFiles(paths);
  try {
    const { plans, files, empty } = await survey(found, settings, book);
    const merger = new FileMerger(files, settings.skipBad, book);
    const played = new Set(files.flatMap(({ tokens }) => [...tokens]));
    const { known, untradable } = book.instruments(played);
    return {
      rows: closing(merger.rows(), found),
      total: files.reduce((total, { taken }) => total + taken, 0),
      delivered: () => merger.delivered,
      instruments: known,
      untradable,
      plans: planLines(plans),
      files: () => files.map((file, order) => fileReport(file, merger.repeatsOf(order))),
      leftOut: [...found.leftOut, ...empty],
    };
  } catch (thrown) {
    found.close();
    throw thrown;
  }
};

async function* closing<T>(rows: AsyncIterable<T>, found: DataFiles): AsyncGenerator<T> {
  try {
    yield* rows;
  } finally {
    found.close();
  }
}
