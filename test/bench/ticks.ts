import { replayItems } from '../../localstack/dev/seed/replay-items.ts';
import { paperLimitsSeed, type SeedItem } from '../../localstack/dev/seed/seed-item.ts';
import { randomFrom } from '../../localstack/market-data/simulator/random.ts';
import { type TimedTick, timedTick } from '../../localstack/market-data/timed-tick.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** 09:15 in India on a Monday. */
const OPEN = Date.parse('2022-06-13T03:45:00.000Z');
const SESSION = 6 * HOUR;
const SESSIONS_A_WEEK = 5;
const TICKS_A_SESSION = 25_000;

const indices = [
  { token: 256265, price: 15_500 },
  { token: 260105, price: 33_500 },
];

const momentOf = (place: number): number => {
  const session = Math.floor(place / TICKS_A_SESSION);
  const day = 7 * Math.floor(session / SESSIONS_A_WEEK) + (session % SESSIONS_A_WEEK);
  return OPEN + day * DAY + Math.floor(((place % TICKS_A_SESSION) * SESSION) / TICKS_A_SESSION);
};

/**
 * Ticks of both indices in turn: a random walk in steps of 5 paise over enough weekdays. About two ticks in a hundred
 * cause a signal, as in the month of real bars that this project is tried on.
 */
export const indexTicks = (count: number): readonly (readonly TimedTick[])[] => {
  const random = randomFrom('bench');
  const walks = indices.map((index) => ({ ...index }));
  const batches: TimedTick[][] = [];
  for (let place = 0; place < count; place += 1) {
    const walk = walks[place % walks.length];
    if (walk === undefined) continue;
    walk.price *= 1 + 0.000_2 * random.bell();
    if (place % 2_000 === 0) batches.push([]);
    batches.at(-1)?.push(
      timedTick(momentOf(place), {
        instrument_token: walk.token,
        last_price: Math.round(walk.price * 20) / 20,
      }),
    );
  }
  return batches;
};

/** A random walk loses fees and slippage. With a loss limit, risk would soon reject everything. */
const NO_LOSS_LIMIT = paperLimitsSeed({ max_daily_loss: 1e11, max_open_exposure: 1e11 });

/** The strategies of a replay, and the same with thresholds that no price reaches: equal work, no signal. */
export const strategies = (speaking: boolean): readonly SeedItem[] => [
  NO_LOSS_LIMIT,
  ...replayItems().map((seed) => {
    if (speaking || seed.table !== 'strategies') return seed;
    const { type, parameters } = seed.item;
    const never =
      type === 'momentum'
        ? { momentum_threshold: 1 }
        : { rsi_oversold: 1, rsi_overbought: 99, bollinger_deviations: 6 };
    return { ...seed, item: { ...seed.item, parameters: { ...Object(parameters), ...never } } };
  }),
];
