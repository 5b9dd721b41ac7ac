import { SHARED_TOPICS } from '../../shared/events/topics.ts';
import type { Instrument } from '../../shared/market/instrument.ts';
import { tickRecord } from '../../shared/market/tick-record.ts';
import { Chance } from './chance.ts';
import type { SimulatedLog } from './log.ts';
import type { Scheduler } from './scheduler.ts';

const TOKENS = [408065, 341249, 779521, 1270529, 2953217, 424961] as const;

/** Traded instruments with a lot size of one: shares without a closing auction; the last is as a contract of ten units. */
export const INSTRUMENTS: readonly Instrument[] = TOKENS.map((instrument_token, place) => ({
  instrument_token,
  tradingsymbol: `SHARE${place}`,
  exchange: 'NSE',
  segment: 'NSE',
  tick_size: 0.05,
  lot_size: 1,
  closing_auction: false,
  ...(place === TOKENS.length - 1 && { multiplier: 10 }),
}));

/** Rupees per unit of price and unit of quantity. */
export const multiplierOf = (token: number): number =>
  INSTRUMENTS.find(({ instrument_token }) => instrument_token === token)?.multiplier ?? 1;

/** First price in rupees. No price differs from it by more than `MAX_DISTANCE`. */
const START: ReadonlyMap<number, number> = new Map(
  INSTRUMENTS.map(({ instrument_token }, place) => [instrument_token, 200 + 150 * place]),
);
const MAX_DISTANCE = 0.03;

/** The deepest level of a book is so far from the last price, in rupees. */
const DEEPEST = 0.15;

/** The lowest possible price of an instrument in a world, in rupees. */
export const lowestPrice = (token: number): number => (START.get(token) ?? 0) * (1 - MAX_DISTANCE) - DEEPEST;

/** More ticks at one time than a feed usually sends. */
const MANY = 24;

const toTick = (price: number): number => Math.round(price * 20) / 20;

/**
 * The book of half of all ticks. It is thin: an order may find a part of its units, or one side only. It follows from the
 * tick, because a tick of the same time and price has the same id.
 */
const bookAt = (token: number, at: number, price: number) => {
  const chance = new Chance(`${token}/${at}/${price}`);
  const side = (sign: 1 | -1) =>
    Array.from({ length: chance.between(0, 3) }, (_, place) => ({
      price: toTick(price + sign * 0.05 * (place + 1)),
      quantity: chance.between(1, 30),
      orders: 1,
    }));
  return chance.happens(0.5) ? { depth: { buy: side(-1), sell: side(1) } } : {};
};

/** Two feeds of one market: simultaneous, repeated and late ticks. */
export class Market {
  readonly #log: SimulatedLog;
  readonly #scheduler: Scheduler;
  readonly #chance: Chance;
  readonly #prices = new Map(START);

  constructor(log: SimulatedLog, scheduler: Scheduler, chance: Chance) {
    this.#log = log;
    this.#scheduler = scheduler;
    this.#chance = chance;
  }

  /** Sends the given number of ticks. */
  open(ticks: number): void {
    if (ticks <= 0) return;
    const chance = this.#chance;
    this.#scheduler.after(chance.happens(0.2) ? 0 : chance.between(20, 500), () => {
      const token = chance.pick(TOKENS);
      const at = this.#scheduler.now() - (chance.happens(0.04) ? chance.between(500, 4_000) : 0);
      const burst = chance.happens(0.06) ? chance.pick([2, 3, 5, MANY]) : 1;
      for (let i = 0; i < burst; i += 1) this.#tick(token, at);
      this.open(ticks - burst);
    });
  }

  #tick(token: number, at: number): void {
    const chance = this.#chance;
    const start = START.get(token) ?? 0;
    const before = this.#prices.get(token) ?? start;
    const moved = before * (1 + (chance.next() - 0.5) * 0.004);
    const price = toTick(Math.min(start * (1 + MAX_DISTANCE), Math.max(start * (1 - MAX_DISTANCE), moved)));
    this.#prices.set(token, price);
    const tick = {
      instrument_token: token,
      last_price: price,
      timestamp: new Date(at).toISOString(),
      ...bookAt(token, at, price),
    };
    const outgoing = { topic: SHARED_TOPICS.marketTicks.name, headers: [], ...tickRecord(tick) };
    this.#log.append(outgoing);
    if (!chance.happens(0.15)) return;
    this.#scheduler.after(chance.between(0, 300), () => this.#log.append(outgoing));
  }
}
