/** Milliseconds since the epoch. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/**
 * Market time. Live it is the wall clock. In a replay or a simulated session the events carry it and `now` is
 * undefined: stages then take the newest time of their input.
 */
export interface MarketClock {
  now(): number | undefined;
}

export const MARKET_CLOCKS = ['wall', 'event'] as const;

export const marketClock = (kind: (typeof MARKET_CLOCKS)[number], clock: Clock = systemClock): MarketClock =>
  kind === 'wall' ? clock : { now: () => undefined };

/** Runs a function once, later. */
export interface Timer {
  /** @returns what cancels it */
  after(milliseconds: number, run: () => void): () => void;
}

export const systemTimer: Timer = {
  after: (milliseconds, run) => {
    const timeout = setTimeout(run, milliseconds);
    return () => clearTimeout(timeout);
  },
};
