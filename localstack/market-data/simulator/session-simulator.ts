import { AlphaPandaError } from '../../../shared/errors.ts';
import { noCalendar, sessionsOf, type TradingWindow } from '../../../shared/market/calendar.ts';
import { dateOfDay } from '../../../shared/market/ist.ts';
import { momentOfDay, sessionDay } from '../session-day.ts';
import type { TimedTick } from '../timed-tick.ts';
import { InstrumentPlay } from './instrument-play.ts';
import { SIMULATED_INSTRUMENTS, type SimulatedInstrument } from './instruments.ts';
import { type Random, randomFrom } from './random.ts';

/** Continuous trading of shares, the shortest session of the day. An index uses it, too. */
const sharesTrade: Sessions = (day) => sessionsOf('NSE', day, { closingAuction: true });

/** The windows of a day (days since 1970-01-01); `undefined` in a year without a calendar. */
type Sessions = (day: number) => readonly TradingWindow[] | undefined;

export interface SimulationOptions {
  /** The same seed and options give the same ticks. */
  readonly seed: string;
  /** First session, `YYYY-MM-DD`. */
  readonly date: string;
  /** Ticks of every instrument in one second of market time, more than 0 and at most 1,000. */
  readonly ticksPerSecond: number;
  readonly instruments?: readonly SimulatedInstrument[];
  /** Default: the exchange's calendar. */
  readonly sessions?: Sessions;
}

/**
 * An endless market: session after session, derived from a seed. It has no clock: each call returns the next tick with its
 * market time, and the caller decides when to send it.
 */
export class SessionSimulator {
  readonly #plays: readonly InstrumentPlay[];
  readonly #market: Random;
  readonly #tickInterval: number;
  readonly #sessions: Sessions;
  #day: number;
  /** The windows of the day; ticks are of the one in turn. */
  #windows: readonly TradingWindow[];
  #window = 0;
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
    this.#sessions = options.sessions ?? sharesTrade;
    this.#windows = windowsOf(this.#sessions, day);
    if (this.#windows.length === 0) throw refusal(`NSE does not trade on ${date}`);
    const open = this.#windows.reduce((sum, { opens, closes }) => sum + closes - opens, 0);
    const ticksPerDay = open / this.#tickInterval;
    this.#plays = instruments.map((instrument) => new InstrumentPlay(instrument, seed, ticksPerDay));
    this.#market = randomFrom(`${seed}/market`);
    this.#marketMove = this.#market.bell();
    this.#day = day;
  }

  next(): TimedTick {
    // All instruments tick together: Kite sends one frame with the packets of many instruments.
    const since = Math.floor(this.#round * this.#tickInterval);
    const window = this.#windows[this.#window];
    if (window === undefined) {
      this.#nextDay();
      return this.next();
    }
    const time = window.opens + since;
    if (time >= window.closes) {
      this.#window += 1;
      this.#nextRound();
      this.#round = 0;
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

  #nextDay(): void {
    [this.#day, this.#windows] = nextTradingDay(this.#sessions, this.#day);
    this.#window = 0;
    for (const play of this.#plays) play.openSession();
  }
}

/** No market closes for longer; otherwise the calendar is wrong. */
const MAX_BREAK_DAYS = 31;

const windowsOf = (sessions: Sessions, day: number): readonly TradingWindow[] => {
  const windows = sessions(day);
  if (windows === undefined) throw refusal(noCalendar('NSE', day));
  return windows;
};

const nextTradingDay = (sessions: Sessions, day: number): [number, readonly TradingWindow[]] => {
  for (let next = day + 1; next <= day + MAX_BREAK_DAYS; next += 1) {
    const windows = windowsOf(sessions, next);
    if (windows.length > 0) return [next, windows];
  }
  throw refusal(`the calendar has no trading day in the ${MAX_BREAK_DAYS} days after ${dateOfDay(day)}`);
};

const refusal = (reason: string): AlphaPandaError => new AlphaPandaError('BAD_SIMULATION', reason);
