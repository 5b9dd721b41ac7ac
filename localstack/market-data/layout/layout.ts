import { AlphaPandaError } from '../../../shared/errors.ts';
import { isDataRow, TRUE_DATA, unnamedColumns } from './headerless.ts';
import { type Places, placesOf, type Role } from './roles.ts';
import { isYfinance, yfinanceGroups } from './yfinance.ts';

/** The columns of one bar or tick of a row. yfinance puts the bars of several instruments into one row. */
export interface ColumnGroup {
  readonly places: Places;
  /** The instrument's name, if the header says it. */
  readonly symbol?: string;
}

/** How a file's rows are to be read. */
export interface Layout {
  /** For the description, such as "Kite candles". */
  readonly format: string;
  readonly kind: 'bars' | 'ticks';
  /** The first lines that are not data. */
  readonly headerRows: number;
  /** The line with the names of columns; undefined for a file without one. */
  readonly header: readonly string[] | undefined;
  readonly groups: readonly ColumnGroup[];
  readonly ignoredColumns: readonly string[];
  /** What the name of the time column says about labels of bars. */
  readonly label: 'start' | 'end' | undefined;
}

const BAR_ROLES = ['open', 'high', 'low', 'close'] as const satisfies readonly Role[];

const kindOf = (places: Places): 'bars' | 'ticks' | undefined => {
  if (!['timestamp', 'date', 'time'].some((role) => places.has(role as Role))) return undefined;
  if (BAR_ROLES.every((role) => places.has(role))) return 'bars';
  return places.has('last_price') ? 'ticks' : undefined;
};

/** Names of formats by their columns; the first that fits. */
const FORMATS: readonly { readonly name: string; readonly header: RegExp }[] = [
  { name: 'NSE bhavcopy (UDiFF)', header: /^traddt,.*tckrsymb,.*opnpric/i },
  { name: 'NSE bhavcopy', header: /^symbol, *series,.*(?:timestamp|avg_price)/i },
  { name: 'NSE bhavcopy', header: /^instrument,symbol,expiry_dt,strike_pr/i },
  { name: 'GDFL ticks', header: /^ticker,date,time,ltp,buyprice/i },
  { name: 'GDFL bars', header: /^ticker,date,time,open,high,low,close/i },
  { name: 'yfinance', header: /^date(?:time)?,.*adj close/i },
  { name: 'Kite candles', header: /^date(?:time)?,open,high,low,close,volume(?:,oi)?$/i },
  { name: 'Kite ticks', header: /last_traded_quantity|last_quantity/i },
];

const formatOf = (header: readonly string[], kind: string): string =>
  FORMATS.find((format) => format.header.test(header.map((name) => name.trim()).join(',')))?.name ?? kind;

const labelOf = (header: readonly string[], places: Places): 'start' | 'end' | undefined => {
  const name = header[places.get('timestamp') ?? -1] ?? '';
  if (/end|close/i.test(name)) return 'end';
  return /start|open/i.test(name) ? 'start' : undefined;
};

const ignoredOf = (header: readonly string[], groups: readonly ColumnGroup[]): readonly string[] => {
  const used = new Set(groups.flatMap(({ places }) => [...places.values()]));
  return header.filter((name, place) => name.trim() !== '' && !used.has(place)).map((name) => name.trim());
};

/** Signs that no text file has, and what a decoder makes of bytes that are no text. */
const NO_TEXT = /[\p{Cc}\ufffd]/u;

const lacking = (row: readonly string[]): AlphaPandaError => {
  const line = row.join(',').slice(0, 200);
  if (NO_TEXT.test(line.replaceAll('\t', ''))) {
    return new AlphaPandaError('NOT_A_CSV', 'it is not a text: give CSV or JSON, also in .gz or .zip');
  }
  return new AlphaPandaError(
    'BAD_HEADER',
    `line 1 "${line}" names neither bars (a time, open, high, low, close) nor ticks (a time, last_price): name the columns with --map column=name,…, by number if the file has no header`,
  );
};

/**
 * Recognizes a file by its first rows.
 * @param map roles that a person gave to columns by name or number
 * @throws AlphaPandaError `BAD_HEADER`, `NOT_A_CSV`
 */
export const layoutOf = (rows: readonly (readonly string[])[], map: ReadonlyMap<string, Role>): Layout => {
  const [header = [], tickers = [], names = []] = rows;
  if (isYfinance(header, tickers)) {
    const groups = yfinanceGroups(header, tickers);
    const ignoredColumns = ignoredOf(header, groups);
    const base = { format: 'yfinance', kind: 'bars', headerRows: 3, label: undefined } as const;
    return { ...base, header: names, groups, ignoredColumns };
  }
  const hasHeader = !isDataRow(header);
  const places = hasHeader ? placesOf(header, map) : unnamedColumns(header, map);
  const kind = kindOf(places);
  if (kind === undefined) throw lacking(header);
  const groups = [{ places }];
  if (!hasHeader) {
    const format = places === TRUE_DATA ? 'TrueData ticks' : `${kind} without a header`;
    return { format, kind, headerRows: 0, header: undefined, groups, ignoredColumns: [], label: undefined };
  }
  return {
    format: formatOf(header, kind),
    kind,
    headerRows: 1,
    header,
    groups,
    ignoredColumns: ignoredOf(header, groups),
    label: kind === 'bars' ? labelOf(header, places) : undefined,
  };
};
