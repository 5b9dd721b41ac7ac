import type { Bar } from '../../../localstack/market-data/market-row.ts';
import { randomFrom } from '../../../localstack/market-data/simulator/random.ts';
import { type TimedTick, timedTick } from '../../../localstack/market-data/timed-tick.ts';
import { isOpen } from '../../../shared/market/calendar.ts';
import { DAY_MS, MINUTE_MS } from '../../../shared/market/ist.ts';
import { fromRupees, type Money, toRupees } from '../../../shared/money.ts';

const FIRST_MINUTE = Date.parse('2022-06-01T09:15:00+05:30');
const TICKS_A_BAR = 6;
const TICK_SIZE_PAISE = 5;
/** Five paise are half a basis point: rounding a price to the tick is no drift. */
const START_PAISE = 1_000_00;

/** One minute of a random walk: its ticks and the same as a bar. */
export interface WalkedMinute {
  readonly bar: Bar;
  readonly ticks: readonly TimedTick[];
}

/** The open minutes of the exchange from 1 June 2022 on. */
function* openMinutes(): Generator<number> {
  for (let day = FIRST_MINUTE; ; day += DAY_MS) {
    for (let minute = 0; minute < 375; minute += 1) {
      const at = day + minute * MINUTE_MS;
      if (isOpen('INDICES', at)) yield at;
    }
  }
}

/** A walk whose steps are as often up as down, and as large. */
export const randomWalk = (seed: string, token: number, minutes: number): readonly WalkedMinute[] => {
  const random = randomFrom(`${seed}/${token}`);
  const times = openMinutes();
  let paise = START_PAISE;
  return Array.from({ length: minutes }, () => {
    const start = times.next().value ?? 0;
    const prices: Money[] = [];
    for (let tick = 0; tick < TICKS_A_BAR; tick += 1) {
      const size = TICK_SIZE_PAISE * random.between(1, 12);
      paise += random.next() < 0.5 ? -size : size;
      prices.push(fromRupees(paise / 100));
    }
    const [open = fromRupees(0)] = prices;
    return {
      bar: {
        ...{ instrument_token: token, start, end: start + MINUTE_MS },
        open: toRupees(open),
        high: toRupees(Math.max(...prices) as Money),
        low: toRupees(Math.min(...prices) as Money),
        close: toRupees(prices.at(-1) ?? open),
      },
      ticks: prices.map((price, place) =>
        timedTick(start + (place * MINUTE_MS) / TICKS_A_BAR, {
          instrument_token: token,
          last_price: toRupees(price),
        }),
      ),
    };
  });
};
