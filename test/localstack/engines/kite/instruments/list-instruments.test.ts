import { describe, expect, it } from 'vitest';
import { instrumentsCsv } from '../../../../../localstack/engines/kite/instruments/instruments-csv.ts';
import {
  instrumentsOfDay,
  instrumentsOn,
  manyInstruments,
} from '../../../../../localstack/engines/kite/instruments/list-instruments.ts';
import { isTradingDay, istDate } from '../../../../../shared/market/calendar.ts';
import { KiteFile } from '../../../../../shared/market/contracts/kite-file.ts';
import { instrumentOf, type KiteRow } from '../../../../../shared/market/contracts/kite-row.ts';
import { withUnderlyings } from '../../../../../shared/market/contracts/underlyings.ts';
import type { Segment } from '../../../../../shared/market/instrument.ts';
import { dateOfDay, dayOfDate } from '../../../../../shared/market/ist.ts';

const at = (date: string): number => Date.parse(`${date}T09:00:00+05:30`);
const TODAY = '2026-11-27';

const namesOn = (date: string) => new Map(instrumentsOn(at(date)).map((each) => [each.tradingsymbol, each]));

const rowsOf = (csv: string): readonly KiteRow[] => {
  const file = new KiteFile();
  return [...file.push(csv), ...file.end()].map(({ row }) => row);
};

describe('the listed instruments', () => {
  it('have all segments of the exchanges that Kite trades', () => {
    const segments = new Set(instrumentsOn(at(TODAY)).map(({ segment }) => segment));

    expect([...segments].sort()).toEqual(
      [
        ...['BCD-FUT', 'BCD-OPT', 'BFO-FUT', 'BFO-OPT', 'BSE', 'CDS-FUT', 'CDS-OPT'],
        ...['INDICES', 'MCX-FUT', 'MCX-OPT', 'NFO-FUT', 'NFO-OPT', 'NSE'],
      ].sort(),
    );
  });

  it.each([TODAY, '2022-06-16', '2027-02-03'])('have one token and one symbol each on %s', (date) => {
    const rows = instrumentsOn(at(date));

    expect(new Set(rows.map(({ instrument_token }) => instrument_token)).size).toBe(rows.length);
    expect(new Set(rows.map((each) => `${each.exchange}:${each.tradingsymbol}`)).size).toBe(rows.length);
    expect(rows.filter(({ expiry }) => expiry !== '' && expiry < date)).toEqual([]);
  });

  it('are rows that the reader of the file understands', () => {
    const rows = rowsOf(instrumentsCsv(instrumentsOn(at(TODAY))));
    const outcomes = rows.map((row) => instrumentOf(row, TODAY));

    expect(rows).toHaveLength(instrumentsOn(at(TODAY)).length);
    expect(outcomes.filter((outcome) => 'malformed' in outcome)).toEqual([]);
    // Only what the tables have no multiplier for, and an index of MCX.
    const leftOut = rows.filter((_row, n) => 'leftOut' in (outcomes[n] ?? {}));
    expect(new Set(leftOut.map(({ name }) => name))).toEqual(new Set(['EURUSD', 'MCXBULLDEX']));
  });

  it.each([
    ['NIFTY26DECFUT', '2026-12-29'],
    ['NIFTY26D0125500CE', '2026-12-01'],
    ['BANKNIFTY26DEC57600PE', '2026-12-29'],
    ['SENSEX26D0383300CE', '2026-12-03'],
    ['CRUDEOIL26DECFUT', '2026-12-18'],
  ])('expire as the exchange says: %s on %s', (tradingsymbol, expiry) => {
    expect(namesOn(TODAY).get(tradingsymbol)).toMatchObject({ expiry });
  });

  it('expire on the trading day before a holiday', () => {
    // 2026-03-31, the last Tuesday of March, is a holiday of the exchange.
    expect(namesOn('2026-03-20').get('NIFTY26MARFUT')).toMatchObject({ expiry: '2026-03-30' });
  });

  it('expired on Thursdays before September 2025', () => {
    expect(namesOn('2022-06-16').get('NIFTY22JUNFUT')).toMatchObject({ expiry: '2022-06-30' });
  });

  it('have the lot of the day', () => {
    expect(namesOn(TODAY).get('NIFTY26DECFUT')).toMatchObject({ lot_size: 65, tick_size: 0.1 });
    expect(namesOn('2025-08-01').get('NIFTY25AUGFUT')).toMatchObject({ lot_size: 75 });
  });

  it('keep their token from day to day, and leave after their expiry', () => {
    const [before, after] = [namesOn('2026-11-30'), namesOn('2026-12-02')];
    const kept = [...before.values()].filter(({ tradingsymbol }) => after.has(tradingsymbol));

    expect(before.has('NIFTY26D0125500CE')).toBe(true);
    expect(after.has('NIFTY26D0125500CE')).toBe(false);
    expect(kept.length).toBeGreaterThan(3_000);
    for (const { tradingsymbol, instrument_token } of kept) {
      expect(after.get(tradingsymbol)).toMatchObject({ instrument_token });
    }
  });

  it('are consistent on days of a whole year', () => {
    const first = dayOfDate('2026-01-02');
    for (let day = first; day < first + 365; day += 13) {
      const rows = instrumentsOfDay(dateOfDay(day));
      const instruments = rowsOf(instrumentsCsv(rows)).flatMap((row) => {
        const outcome = instrumentOf(row, dateOfDay(day));
        return 'instrument' in outcome ? [outcome.instrument] : [];
      });
      const contracts = withUnderlyings(instruments).filter(({ expiry }) => expiry !== undefined);

      expect(new Set(rows.map(({ instrument_token }) => instrument_token)).size).toBe(rows.length);
      // An option without what settles it could not expire on paper.
      const open = contracts.filter((each) => each.option_type && each.underlying_token === undefined);
      expect(open.map(({ tradingsymbol }) => tradingsymbol)).toEqual([]);
      const ends = new Set(contracts.map(({ segment, expiry = '' }) => `${segment} ${expiry}`));
      const onClosedDays = [...ends].filter((end) => {
        const [segment, expiry = ''] = end.split(' ');
        return isTradingDay(segment as Segment, dayOfDate(expiry)) === false;
      });
      expect(onClosedDays).toEqual([]);
    }
  });

  it('are the same on each call', () => {
    expect(instrumentsOn(at(TODAY))).toEqual(instrumentsOn(at(TODAY) + 60_000));
    expect(istDate(at(TODAY))).toBe(TODAY);
  });
});

describe('many instruments', () => {
  it('are as many as asked for, each with its own token and symbol', () => {
    const rows = manyInstruments(dayOfDate(TODAY), 120_000);

    expect(rows).toHaveLength(120_000);
    expect(new Set(rows.map(({ instrument_token }) => instrument_token)).size).toBe(120_000);
    expect(new Set(rows.map((each) => `${each.exchange}:${each.tradingsymbol}`)).size).toBe(120_000);
    expect(Math.max(...rows.slice(-1_000).map(({ instrument_token }) => instrument_token))).toBeLessThan(
      2 ** 32,
    );
  });

  it('are fewer than those of the day on demand', () => {
    expect(manyInstruments(dayOfDate(TODAY), 7)).toHaveLength(7);
  });
});
