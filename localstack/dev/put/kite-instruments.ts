import { AlphaPandaError } from '../../../shared/errors.ts';
import { instrumentOf, KITE_COLUMNS, type KiteRow } from '../../../shared/market/contracts/kite-row.ts';
import { withUnderlyings } from '../../../shared/market/contracts/underlyings.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';
import { csvTable, type TableRow } from '../../market-data/csv/csv-table.ts';
import type { PutEntry } from './read-input.ts';

/** Kite's instruments as items, and the number of rows left out, by reason. */
export interface KiteInstruments {
  readonly entries: readonly PutEntry[];
  readonly leftOut: ReadonlyMap<string, number>;
}

export const isKiteInstruments = (text: string): boolean =>
  /^\uFEFF?(?:[a-z_]+,)*instrument_token(?:,|\r?\n|$)/.test(text);

const checkColumns = (columns: readonly string[]): void => {
  const missing = KITE_COLUMNS.filter((name) => !columns.includes(name));
  if (missing.length === 0) return;
  throw new AlphaPandaError(
    'BAD_HEADER',
    `line 1: the header has no ${missing.join(', ')}: use the unchanged file of https://api.kite.trade/instruments`,
  );
};

const rowOf = (columns: readonly string[], { fields, problem }: TableRow, place: string): KiteRow => {
  if (problem !== undefined) throw new AlphaPandaError('BAD_ROW', `${place}: ${problem}`);
  if (fields.length !== columns.length) {
    throw new AlphaPandaError(
      'BAD_ROW',
      `${place}: ${fields.length} fields where the header has ${columns.length} (${columns.join(',')})`,
    );
  }
  const text = (name: string): string => (fields[columns.indexOf(name)] ?? '').trim();
  return {
    instrument_token: text('instrument_token'),
    tradingsymbol: text('tradingsymbol'),
    name: text('name'),
    expiry: text('expiry'),
    strike: text('strike'),
    tick_size: text('tick_size'),
    lot_size: text('lot_size'),
    instrument_type: text('instrument_type'),
    segment: text('segment'),
    exchange: text('exchange'),
    last_price: text('last_price'),
  };
};

/**
 * Kite's instruments file (`GET /instruments`, one row per instrument, twelve columns) as items of the instruments table. A
 * malformed row stays among the entries, whose schema then names its fields.
 * @param day `YYYY-MM-DD` in India, the day of the file.
 * @throws AlphaPandaError `BAD_HEADER`; `BAD_ROW` with line number and problem
 */
export const kiteInstruments = (text: string, day: string): KiteInstruments => {
  const { columns, rows } = csvTable(text);
  checkColumns(columns);
  const leftOut = new Map<string, number>();
  const places: string[] = [];
  const instruments: Instrument[] = [];
  const malformed: PutEntry[] = [];
  for (const row of rows) {
    const place = `line ${row.line}`;
    const outcome = instrumentOf(rowOf(columns, row, place), day);
    if ('leftOut' in outcome) {
      leftOut.set(outcome.leftOut, (leftOut.get(outcome.leftOut) ?? 0) + 1);
    } else if ('malformed' in outcome) {
      malformed.push({ place, item: outcome.malformed });
    } else {
      places.push(place);
      instruments.push(outcome.instrument);
    }
  }
  const entries = withUnderlyings(instruments).map((item, n) => ({ place: places[n] ?? '', item }));
  return { entries: [...malformed, ...entries], leftOut };
};
