import type { Clock } from '../../ports/clock.ts';

/** At most `requests` in any stretch of `windowMs`. */
interface RateOf {
  readonly requests: number;
  readonly windowMs: number;
}

/** Kite's limits per API key: "Exceptions and errors" of Kite Connect's docs. */
const KITE_RATES = {
  historical: { requests: 3, windowMs: 1_000 },
  quote: { requests: 1, windowMs: 1_000 },
} as const satisfies Readonly<Record<string, RateOf>>;

/** A group of requests with a limit of its own. */
type KiteFamily = keyof typeof KITE_RATES;

/** Books requests so that no stretch of the window has more than the limit. It has no clock: callers tell the time. */
export class RateLimiter {
  readonly #rate: RateOf;
  /** Times of the newest bookings, oldest first; at most `requests`. */
  readonly #booked: number[] = [];

  constructor(rate: RateOf) {
    this.#rate = rate;
  }

  /** Books the next free moment. @returns the milliseconds from `now` until then */
  book(now: number): number {
    const { requests, windowMs } = this.#rate;
    const oldest = this.#booked.length === requests ? this.#booked.shift() : undefined;
    const last = this.#booked.at(-1) ?? now;
    const at = Math.max(now, last, oldest === undefined ? now : oldest + windowMs);
    this.#booked.push(at);
    return at - now;
  }
}

/** Waits until a request of a family may be sent. */
export type Pace = (family: KiteFamily) => Promise<void>;

interface PaceOptions {
  readonly clock: Clock;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/** Keeps one process within Kite's limits. Other processes with the same API key are not counted. */
export const kitePace = ({ clock, sleep }: PaceOptions): Pace => {
  const limiters: Readonly<Record<KiteFamily, RateLimiter>> = {
    historical: new RateLimiter(KITE_RATES.historical),
    quote: new RateLimiter(KITE_RATES.quote),
  };
  return async (family) => {
    const wait = limiters[family].book(clock.now());
    if (wait > 0) await sleep(wait);
  };
};
