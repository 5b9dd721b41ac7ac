import { KiteFile } from '../../../shared/market/contracts/kite-file.ts';
import { instrumentOf } from '../../../shared/market/contracts/kite-row.ts';
import { withUnderlyings } from '../../../shared/market/contracts/underlyings.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';
import type { PutEntry } from './read-input.ts';

/** Kite's instruments as items, and the number of rows left out, by reason. */
export interface KiteInstruments {
  readonly entries: readonly PutEntry[];
  readonly leftOut: ReadonlyMap<string, number>;
}

export const isKiteInstruments = (text: string): boolean =>
  /^\uFEFF?(?:[a-z_]+,)*instrument_token(?:,|\r?\n|$)/.test(text);

/**
 * Kite's instruments file (`GET /instruments`, one row per instrument, twelve columns) as items of the instruments table. A
 * malformed row stays among the entries, whose schema then names its fields.
 * @param day `YYYY-MM-DD` in India, the day of the file.
 * @throws AlphaPandaError as `KiteFile`, with line number and problem
 */
export const kiteInstruments = (text: string, day: string): KiteInstruments => {
  const leftOut = new Map<string, number>();
  const places: string[] = [];
  const instruments: Instrument[] = [];
  const malformed: PutEntry[] = [];
  const file = new KiteFile();
  for (const rows of [file.push(text), file.end()]) {
    for (const { line, row } of rows) {
      const place = `line ${line}`;
      const outcome = instrumentOf(row, day);
      if ('leftOut' in outcome) {
        leftOut.set(outcome.leftOut, (leftOut.get(outcome.leftOut) ?? 0) + 1);
      } else if ('malformed' in outcome) {
        malformed.push({ place, item: outcome.malformed });
      } else {
        places.push(place);
        instruments.push(outcome.instrument);
      }
    }
  }
  const entries = withUnderlyings(instruments).map((item, n) => ({ place: places[n] ?? '', item }));
  return { entries: [...malformed, ...entries], leftOut };
};
