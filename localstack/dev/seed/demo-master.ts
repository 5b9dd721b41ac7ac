import type { MasterStore } from '../../../functions/instruments/ports.ts';
import { readInstrumentsFile } from '../../../functions/instruments/read-file.ts';
import { istDate } from '../../../shared/market/calendar.ts';
import { instrumentItem } from '../../../shared/market/instrument.ts';
import { masterVersion } from '../../../shared/market/master/version.ts';
import { instrumentsCsv } from '../../engines/kite/instruments/instruments-csv.ts';
import { instrumentsOfDay } from '../../engines/kite/instruments/list-instruments.ts';
import { demoItems } from './demo-items.ts';

async function* whole(text: string): AsyncIterable<string> {
  yield text;
}

/**
 * Loads the instruments of the Kite simulator for a day, unless some are loaded: a start never undoes what a user loaded. The
 * demo's own instruments keep their lots and ticks, with which its strategies trade.
 * @param now Epoch milliseconds
 * @returns the number of instruments; 0 if some were loaded before
 */
export const loadDemoMaster = async (store: MasterStore, now: number): Promise<number> => {
  if ((await store.readHead()) !== undefined) return 0;
  const day = istDate(now);
  const file = await readInstrumentsFile(whole(instrumentsCsv(instrumentsOfDay(day))), day);
  const demo = new Map(
    demoItems().flatMap(({ table, item }) => {
      if (table !== 'instruments') return [];
      const instrument = instrumentItem.parse(item);
      return [[instrument.instrument_token, instrument] as const];
    }),
  );
  const rows = file.rows.map((row) => ({
    ...row,
    instrument: demo.get(row.instrument.instrument_token) ?? row.instrument,
  }));
  const { head, pages } = masterVersion(rows, {
    ...{ day, fileDigest: file.digest, segments: Object.fromEntries(file.segments) },
    loadedAt: now,
  });
  await store.putPages(pages);
  return (await store.putHead(head, undefined)) ? rows.length : 0;
};
