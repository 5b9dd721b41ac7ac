import { AlphaPandaError } from '../../../shared/errors.ts';
import { isTradingDay as isExchangeDay } from '../../../shared/market/holidays.ts';
import { dateOfDay } from '../../../shared/market/ist.ts';
import { type TradingSession, tradingSession } from '../../../shared/market/trading-session.ts';
import { momentOfDay, sessionDay } from '../session-day.ts';
import type { TimedTick } from '../timed-tick.ts';
import { InstrumentPlay } from './instrument-play.ts';
import { SIMULATED_INSTRUMENTS, type SimulatedInstrument } from './instruments.ts';
import { type Random, randomFrom } from './random.ts';

/** Continuous trading of shares, the shortest session of the day. An index uses it, too. */
const sessionOf = (day: number): TradingSession => tradingSession('NSE', day, true);

export interface SimulationOptions {
  /** The same seed and options give the same ticks. */
  readonly seed: string;
  /** First session, `YYYY-MM-DD`. */
  readonly date: string;
  /** Ticks of every instrument in one second of market time, more than 0 and at most 1,000. */
  readonly ticksPerSecond: number;
  readonly instruments?: readonly SimulatedInstrument[];
  /** Whether the market trades on a day (days since 1970-01-01); default: the exchange's calendar. */
  readonly isTradingDay?: (day: number) => boolean;
}

/**
 * An endless market: session after session, derived from a seed. It has no clock: each call returns the next tick with its
 * market time, and the caller decides when to send it.
 */
export class SessionSimulator {
  readonly #plays: readonly InstrumentPlay[];
  readonly #market: Random;
  readonly #tickInterval: number;
  readonly #isTradingDay: (day: number) => boolean;
  #day: number;
  #session: TradingSession;
  #round = 0;
  #turn = 0;
  #marketMove: number;

  /** @throws AlphaPandaError `BAD_SIMULATION` */
  constructor(options: SimulationOptions) {
    const { seed, date, ticksPerSecond, instruments = SIMULATED_INSTRUMENTS } = options;
    const day = sessionDay(date);
    if (day === undefined) throw refusal(`date "${date}" is not a date such as 2022-06-16`);
    if (!(ticksPerSecond > 0 && ticksPerSecond <= 1_000)) {
      throw refusal(`${ticksPerSecond} ticks a second is not above 0 and at most 1000 per instrument`);
    }
    if (instruments.length === 0) throw refusal('there is no instrument to simulate');
    this.#tickInterval = 1_000 / ticksPerSecond;
    this.#session = sessionOf(day);
    const ticksPerDay = (this.#session.closes - this.#session.opens) / this.#tickInterval;
    this.#plays = instruments.map((instrument) => new InstrumentPlay(instrument, seed, ticksPerDay));
    this.#market = randomFrom(`${seed}/market`);
    this.#marketMove = this.#market.bell();
    this.#isTradingDay = options.isTradingDay ?? isExchangeDay;
    this.#day = day;
  }

  next(): TimedTick {
    // All instruments tick together: Kite sends one frame with the packets of many instruments.
    const since = Math.floor(this.#round * this.#tickInterval);
    const time = this.#session.opens + since;
    if (time >= this.#session.closes) {
      this.#nextSession();
      return this.next();
    }
    const play = this.#plays[this.#turn];
    if (play === undefined) throw new RangeError(`no instrument ${this.#turn}`);
    const tick = play.next(momentOfDay(this.#day, time), this.#marketMove);
    this.#turn += 1;
    if (this.#turn === this.#plays.length) this.#nextRound();
    return tick;
  }

  /** Endlessly, `size` ticks at a time. */
  *batches(size = 2_000): Generator<readonly TimedTick[], never> {
    for (;;) yield Array.from({ length: size }, () => this.next());
  }

  #nextRound(): void {
    this.#turn = 0;
    this.#round += 1;
    this.#marketMove = this.#market.bell();
  }

  #nextSession(): void {
    this.#day = nextTradingDay(this.#day, this.#isTradingDay);
    this.#session = sessionOf(this.#day);
    this.#nextRound();
    this.#round = 0;
    for (const play of this.#plays) play.openSession();
  }
}

/** No market closes for longer; otherwise the calendar is wrong. */
const MAX_BREAK_DAYS = 31;

const nextTradingDay = (day: number, isTradingDay: (day: number) => boolean): number => {
  for (let next = day + 1; next <= day + MAX_BREAK_DAYS; next += 1) if (isTradingDay(next)) return next;
  throw refusal(`the calendar has no trading day in the ${MAX_BREAK_DAYS} days after ${dateOfDay(day)}`);
};

const refusal = (reason: string): AlphaPandaError => new AlphaPandaError('BAD_SIMULATION', reason);
