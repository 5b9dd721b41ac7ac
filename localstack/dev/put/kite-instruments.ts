import { AlphaPandaError } from '../../../shared/errors.ts';
import { SEGMENTS } from '../../../shared/market/instrument.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { csvTable, type TableRow } from '../../market-data/csv/csv-table.ts';
import type { PutEntry } from './read-input.ts';

/** Columns of Kite's instruments file that the stages need; it has twelve. */
const NEEDED = ['instrument_token', 'tradingsymbol', 'exchange', 'segment', 'tick_size', 'lot_size'] as const;
const NUMBERS: ReadonlySet<string> = new Set(['instrument_token', 'tick_size', 'lot_size']);
/** Whether a stage can trade a segment of Kite. */
const isKnown = (segment: string): boolean => SEGMENTS.some((known) => known === segment);

/** Kite's instruments as items, and the number of rows left out, by reason. */
export interface KiteInstruments {
  readonly entries: readonly PutEntry[];
  readonly leftOut: ReadonlyMap<string, number>;
}

export const isKiteInstruments = (text: string): boolean =>
  /^\uFEFF?(?:[a-z_]+,)*instrument_token(?:,|\r?\n|$)/.test(text);

const checkColumns = (columns: readonly string[]): void => {
  const missing = NEEDED.filter((name) => !columns.includes(name));
  if (missing.length === 0) return;
  throw new AlphaPandaError(
    'BAD_HEADER',
    `line 1: the header has no ${missing.join(', ')}: use the unchanged file of https://api.kite.trade/instruments`,
  );
};

/** A field's JSON value. A text that is not a number stays a text, which the schema then refuses. */
const fieldValue = (name: string, text: string): string | number =>
  NUMBERS.has(name) && /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;

const itemOf = (columns: readonly string[], { fields, problem }: TableRow, place: string): Item => {
  if (problem !== undefined) throw new AlphaPandaError('BAD_ROW', `${place}: ${problem}`);
  if (fields.length !== columns.length) {
    throw new AlphaPandaError(
      'BAD_ROW',
      `${place}: ${fields.length} fields where the header has ${columns.length} (${columns.join(',')})`,
    );
  }
  const text = (name: string) => (fields[columns.indexOf(name)] ?? '').trim();
  return Object.fromEntries(NEEDED.map((name) => [name, fieldValue(name, text(name))]));
};

/** Why the stages cannot trade a row; undefined if they can. */
const whyLeftOut = ({ segment, tick_size, lot_size }: Item): string | undefined => {
  if (!isKnown(String(segment))) return `segment ${segment}, which the stages do not trade`;
  if (tick_size === 0 || lot_size === 0) {
    return `segment ${segment} without a tick or lot size: to paper-trade one, put it as JSON with your own sizes`;
  }
  return undefined;
};

/**
 * Kite's instruments file (`GET /instruments`, one row per instrument, twelve columns) as items of the instruments
 * table. No stage reads its other columns (name, expiry, strike, last price).
 * @throws AlphaPandaError `BAD_HEADER`; `BAD_ROW` with line number and problem
 */
export const kiteInstruments = (text: string): KiteInstruments => {
  const { columns, rows } = csvTable(text);
  checkColumns(columns);
  const leftOut = new Map<string, number>();
  const entries: PutEntry[] = [];
  for (const row of rows) {
    const place = `line ${row.line}`;
    const item = itemOf(columns, row, place);
    const reason = whyLeftOut(item);
    if (reason === undefined) entries.push({ place, item });
    else leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
  }
  return { entries, leftOut };
};
