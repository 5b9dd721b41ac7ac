import { dateOfDay, dayOfDate, istDate } from '../../../../shared/market/ist.ts';
import { randomFrom } from '../../../market-data/simulator/random.ts';
import type { InstrumentRow } from '../market/instrument-row.ts';
import { contractsOf } from './contracts-of.ts';
import { SPOT_INSTRUMENTS, share } from './spot.ts';
import { shareUnderlying, underlyingsOn } from './underlyings.ts';

/** What is listed on a day (`YYYY-MM-DD`): indices, shares, and contracts of all segments. */
export const instrumentsOfDay = (date: string): readonly InstrumentRow[] => [
  ...SPOT_INSTRUMENTS,
  ...underlyingsOn(date).flatMap((underlying, place) => contractsOf(underlying, place, dayOfDate(date))),
];

/** The same for the day of a moment, in epoch milliseconds. */
export const instrumentsOn = (at: number): readonly InstrumentRow[] => instrumentsOfDay(istDate(at));

const SHARES_PER_UNDERLYING = 10;
const INVENTED_STRIKES = 40;
const FIRST_INVENTED = { NSE: 200_000, BSE: 700_000 } as const;

/** Invented shares of both exchanges; one in ten has contracts. */
function* inventedInstruments(date: string, firstPlace: number): Generator<InstrumentRow, never> {
  const random = randomFrom('invented shares');
  for (let n = 0; ; n += 1) {
    const symbol = `SIM${String(n).padStart(5, '0')}`;
    const price = random.between(100, 4_000);
    const tick = price < 250 ? 0.01 : 0.05;
    yield share('NSE', FIRST_INVENTED.NSE + n, symbol, `SIMULATED COMPANY ${n}`, price, tick);
    yield share('BSE', FIRST_INVENTED.BSE + n, symbol, `SIMULATED COMPANY ${n}`, price, tick);
    if (n % SHARES_PER_UNDERLYING > 0) continue;
    const underlying = shareUnderlying(symbol, price, INVENTED_STRIKES);
    yield* contractsOf(underlying, firstPlace + n / SHARES_PER_UNDERLYING, dayOfDate(date));
  }
}

/**
 * As many rows as Kite's file has, or any other number: invented shares and their contracts follow those of the day.
 * @param day Day number.
 * @param count At most 200,000: tokens have 32 bits.
 */
export const manyInstruments = (day: number, count: number): readonly InstrumentRow[] => {
  const date = dateOfDay(day);
  const rows = [...instrumentsOfDay(date).slice(0, count)];
  const invented = inventedInstruments(date, underlyingsOn(date).length);
  while (rows.length < count) rows.push(invented.next().value);
  return rows;
};
