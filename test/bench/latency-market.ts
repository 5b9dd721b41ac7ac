import { instrumentSeed, type SeedItem, strategySeed } from '../../localstack/dev/seed/seed-item.ts';
import type { MarketTick } from '../../shared/events/types.ts';

/** Number of instruments. Ticks go to them in turn. */
const INSTRUMENTS = 50;
/** Number of instruments whose ticks cause signals. */
const FIRING = 4;

/** Their indexes among the instruments. */
const FIRING_PLACES: readonly number[] = Array.from({ length: FIRING }, (_, n) =>
  Math.floor((n * INSTRUMENTS) / FIRING),
);

const FIRST_TOKEN = 1_000_001;
/** 10:00 in India on a Monday. */
const START = Date.parse('2026-11-23T04:30:00.000Z');

/**
 * Market time runs faster than the clock, because the exchange's ten orders a second are counted in market time. That
 * gives more latencies in the same minute.
 */
const TIME_FACTOR = 4;

/** Signals per second of the clock. In market time they are fewer than ten per second. */
const SIGNALS_A_SECOND = 20;

/** Number of ticks of an instrument between two signals. */
const everyTicks = (rate: number): number =>
  Math.max(1, Math.round((rate * FIRING) / (INSTRUMENTS * SIGNALS_A_SECOND)));

const tokenAt = (place: number): number => FIRST_TOKEN + (place % INSTRUMENTS);

/** The settings of `npm start` with a feed. */
export const AS_STARTED = { EVENT_SOURCE_CONCURRENCY: '1', PRICE_WINDOW_SECONDS: '1' } as const;

/** A market in which a known part of the ticks causes signals, at any price. */
export const latencySeed = (rate: number): readonly SeedItem[] => [
  ...Array.from({ length: INSTRUMENTS }, (_, place) =>
    instrumentSeed({
      instrument_token: tokenAt(place),
      tradingsymbol: `BENCH${place}`,
      exchange: 'NSE',
      segment: 'NSE',
      tick_size: 0.05,
      lot_size: 1,
    }),
  ),
  ...FIRING_PLACES.map((place, n) =>
    strategySeed({
      id: `steady-${n}`,
      type: 'low_frequency',
      instruments: [tokenAt(place)],
      parameters: { every_ticks: everyTicks(rate), quantity: 1 },
    }),
  ),
];

const tickOf = (instrument_token: number, place: number, rate: number): MarketTick => ({
  instrument_token,
  last_price: 1_000 + (Math.floor(place / INSTRUMENTS) % 20) * 0.05,
  timestamp: new Date(START + Math.floor((place * 1_000 * TIME_FACTOR) / rate)).toISOString(),
});

/** The tick with this index in the feed. */
export const tickAt = (place: number, rate: number): MarketTick => tickOf(tokenAt(place), place, rate);

/** A tick at the same time that never causes a signal: its instrument has no strategy. */
export const quietTickAt = (place: number, rate: number): MarketTick =>
  tickOf(FIRING_PLACES.includes(place % INSTRUMENTS) ? tokenAt(place + 1) : tokenAt(place), place, rate);

/** Whether the tick with this index causes a signal, by the strategies' count. */
export const firesAt = (place: number, rate: number): boolean =>
  FIRING_PLACES.includes(place % INSTRUMENTS) &&
  (Math.floor(place / INSTRUMENTS) + 1) % everyTicks(rate) === 0;
