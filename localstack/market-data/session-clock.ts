import type { EventOf } from '../../shared/events/envelope.ts';
import { DAY_MS, istDay, istMidnight } from '../../shared/market/ist.ts';
import { sessionEvent, sessionMomentsOf } from '../../shared/market/session-moments.ts';
import { MARKET_FEED } from '../../shared/market/tick-record.ts';

export type Moment = EventOf<'session_event'>;

const NONE: readonly Moment[] = [];

/**
 * The moments of trading days, in the market time of a feed's ticks. A moment comes after all ticks of its time, and
 * before the next tick. Days of the calendar for which the feed has no tick have their moments too.
 */
export class SessionClock {
  readonly #ownMinutes: number;
  /** The next moments, oldest first: those left of the day `#day`. */
  #waiting: readonly Moment[] = [];
  #day: number | undefined;
  /** Market time up to which there is certainly no moment. */
  #quietUntil = Number.NEGATIVE_INFINITY;

  /** @param ownMinutes Minutes before the close at which intraday positions are closed; 0: the broker's times */
  constructor(ownMinutes = 0) {
    this.#ownMinutes = ownMinutes;
  }

  /** The moments before a tick's time (epoch milliseconds), each once. */
  before(at: number): readonly Moment[] {
    if (at <= this.#quietUntil) return NONE;
    const day = istDay(at);
    const passed: Moment[] = [];
    this.#day ??= this.#open(day);
    while (this.#day < day) {
      passed.push(...this.#waiting);
      this.#day = this.#open(this.#day + 1);
    }
    const rest = this.#waiting.filter(({ ts }) => Date.parse(ts) >= at);
    passed.push(...this.#waiting.slice(0, this.#waiting.length - rest.length));
    this.#waiting = rest;
    const next = rest[0];
    this.#quietUntil = next === undefined ? istMidnight(at) + DAY_MS - 1 : Date.parse(next.ts);
    return passed;
  }

  /** The moments that are left of the last tick's day, after the last tick. */
  rest(): readonly Moment[] {
    const left = this.#waiting;
    this.#waiting = [];
    return left;
  }

  #open(day: number): number {
    const moments = sessionMomentsOf(day, { ownMinutes: this.#ownMinutes, lastTry: true });
    this.#waiting = moments.map((moment) => sessionEvent(moment, MARKET_FEED));
    return day;
  }
}
