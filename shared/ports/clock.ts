/** Milliseconds since the epoch. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/**
 * What time the market has. Live it is the wall clock; in a replay or a simulated session it is whatever the
 * events say, and `now` is undefined: stages then take the newest time they see in their input.
 */
export interface MarketClock {
  now(): number | undefined;
}

export const MARKET_CLOCKS = ['wall', 'event'] as const;

export const marketClock = (kind: (typeof MARKET_CLOCKS)[number], clock: Clock = systemClock): MarketClock =>
  kind === 'wall' ? clock : { now: () => undefined };
