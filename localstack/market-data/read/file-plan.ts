import { AlphaPandaError } from '../../../shared/errors.ts';
import { dateOrderOf, undecidedDate } from '../clock/date-text.ts';
import { type FileClock, fileClock, type SampleMoment } from '../clock/file-clock.ts';
import { MomentParser } from '../clock/moment-parser.ts';
import { RowProblem } from '../csv/row-problem.ts';
import type { DataFile } from '../files/data-file.ts';
import { fileRows } from '../files/file-rows.ts';
import type { InstrumentBook } from '../instruments/instrument-book.ts';
import { nameInFileName, parseInstrumentName } from '../instruments/instrument-name.ts';
import { type ColumnGroup, type Layout, layoutOf } from '../layout/layout.ts';
import type { ReadSettings } from './read-settings.ts';
import { type RowInstrument, rowInstrument } from './row-instrument.ts';
import { rowMoment } from './row-moment.ts';

/** How a file is to be read, from its first rows. */
export interface FilePlan {
  readonly file: DataFile;
  readonly layout: Layout;
  readonly clock: FileClock;
  readonly dateOrder: 'day first' | 'month first';
  /** A date whose order was assumed. */
  readonly undecidedDate: string | undefined;
  /** The instrument of each group of columns. */
  readonly instruments: readonly RowInstrument[];
  /** From where the instrument is known, for the description. */
  readonly instrumentFrom: 'columns' | '--instrument' | 'file name';
}

/** Enough for the first minutes of a few thousand shares, or the first weeks of one. */
const SAMPLE_ROWS = 10_000;

const isBlank = (row: readonly string[]): boolean => row.every((field) => field.trim() === '');

const firstRows = async (file: DataFile): Promise<readonly (readonly string[])[]> => {
  const rows: (readonly string[])[] = [];
  for await (const batch of fileRows(file)) {
    for (const row of batch.rows) if (!isBlank(row)) rows.push(row);
    if (rows.length >= SAMPLE_ROWS) break;
  }
  if (rows.length === 0) throw new AlphaPandaError('NO_DATA', 'the file is empty');
  return rows;
};

const namesInstrument = ({ places, symbol }: ColumnGroup): boolean =>
  symbol !== undefined || places.has('instrument_token') || places.has('tradingsymbol');

/** The token of a name from the command line or a file's name. */
const tokenOfText = (text: string, book: InstrumentBook): number => {
  if (/^\d{3,10}$/.test(text)) {
    const token = Number(text);
    book.addToken(token, undefined);
    return token;
  }
  const name = parseInstrumentName(text);
  if (!book.isUnlisted(name)) return book.tokenOf(name);
  throw new AlphaPandaError(
    'UNKNOWN_INSTRUMENT',
    `the instruments file has no ${name.exchange}:${name.symbol}: name it as there with --instrument EXCHANGE:SYMBOL`,
  );
};

const unnamed = (): AlphaPandaError =>
  new AlphaPandaError(
    'UNKNOWN_INSTRUMENT',
    'neither a column nor the name of the file says which instrument it is: say it with --instrument, such as --instrument NSE:RELIANCE, or name the column with --map',
  );

const fileToken = (
  file: DataFile,
  settings: ReadSettings,
  book: InstrumentBook,
): Pick<FilePlan, 'instrumentFrom'> & { readonly token: number } => {
  if (settings.instrument !== undefined) {
    return { token: tokenOfText(settings.instrument, book), instrumentFrom: '--instrument' };
  }
  const name = nameInFileName(file.name);
  if (name === undefined) throw unnamed();
  return { token: tokenOfText(name, book), instrumentFrom: 'file name' };
};

const planInstruments = (
  file: DataFile,
  layout: Layout,
  settings: ReadSettings,
  book: InstrumentBook,
): Pick<FilePlan, 'instruments' | 'instrumentFrom'> => {
  if (layout.groups.every(namesInstrument)) {
    const instruments = layout.groups.map(({ places, symbol }) => {
      const token = symbol === undefined ? undefined : book.tokenOf(parseInstrumentName(symbol));
      return rowInstrument(places, token, book) ?? (() => 0);
    });
    return { instruments, instrumentFrom: 'columns' };
  }
  const { token, instrumentFrom } = fileToken(file, settings, book);
  return { instruments: [() => token], instrumentFrom };
};

/** A row of the sample that cannot be read is reported when the whole file is read. */
const sampleOf = (
  rows: readonly (readonly string[])[],
  layout: Layout,
  instrument: RowInstrument,
  parser: MomentParser,
  book: InstrumentBook,
): readonly SampleMoment[] => {
  const momentOf = rowMoment(layout.groups[0]?.places ?? new Map(), parser);
  const sample: SampleMoment[] = [];
  for (const row of rows) {
    try {
      const token = instrument(row);
      sample.push({ key: String(token), hours: book.hoursOf(token), moment: momentOf(row) });
    } catch (thrown) {
      if (!(thrown instanceof RowProblem)) throw thrown;
    }
  }
  return sample;
};

const timeTexts = (rows: readonly (readonly string[])[], { groups }: Layout): readonly string[] => {
  const places = groups[0]?.places;
  const place = places?.get('timestamp') ?? places?.get('date') ?? places?.get('time') ?? 0;
  return rows.map((row) => (row[place] ?? '').trim());
};

/**
 * Recognizes a file: its columns, its instrument, and how its times are to be read.
 * @throws AlphaPandaError `BAD_HEADER`, `UNKNOWN_INSTRUMENT`, `BAD_INTERVAL`, `BAD_OPTION`, `NO_DATA`, `NOT_A_CSV`
 */
export const planFile = async (
  file: DataFile,
  settings: ReadSettings,
  book: InstrumentBook,
): Promise<FilePlan> => {
  const rows = await firstRows(file);
  const layout = layoutOf(rows, settings.map);
  const data = rows.slice(layout.headerRows);
  const texts = timeTexts(data, layout);
  const dateOrder = dateOrderOf(texts);
  const { instruments, instrumentFrom } = planInstruments(file, layout, settings, book);
  const sample = sampleOf(data, layout, instruments[0] ?? (() => 0), new MomentParser(dateOrder), book);
  if (sample.length === 0) {
    const text =
      data[0] === undefined
        ? 'the file has a header only'
        : `no row has a time and an instrument; the first is "${data[0].join(',').slice(0, 120)}"`;
    throw new AlphaPandaError('NO_DATA', text);
  }
  const clock = fileClock(layout.kind, sample, layout.label, settings.clock);
  return {
    ...{ file, layout, clock, dateOrder, instruments, instrumentFrom },
    undecidedDate: undecidedDate(texts),
  };
};
