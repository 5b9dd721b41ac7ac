import type { Random } from './random.ts';

/**
 * A temporary behavior of a price. Lengths are in ticks and moves in the instrument's standard deviation per tick, so
 * strategies that count ticks see the same market at every tick rate.
 */
export interface Mood {
  readonly name: 'range' | 'trend' | 'calm';
  /** Mean move per tick, in standard deviations. */
  readonly drift: number;
  /** Part of the distance to the anchor that the price recovers per tick. */
  readonly pull: number;
  /** Part of the distance to the price that the anchor follows per tick. */
  readonly follow: number;
  /** Ticks until the next mood. */
  readonly ticks: number;
}

/** Random walk, trend, and swings about a level: each kind of strategy gets signals. */
export const nextMood = (random: Random): Mood => {
  const chance = random.next();
  if (chance < 0.4) {
    return { name: 'range', drift: 0, pull: 0.08, follow: 0.002, ticks: random.between(60, 240) };
  }
  if (chance < 0.75) {
    const drift = (random.next() < 0.5 ? -1 : 1) * (0.3 + 0.4 * random.next());
    return { name: 'trend', drift, pull: 0, follow: 0.2, ticks: random.between(20, 60) };
  }
  return { name: 'calm', drift: 0, pull: 0.01, follow: 0.01, ticks: random.between(40, 160) };
};

/** A burst multiplies every move for some ticks, as news does. */
export interface Burst {
  readonly factor: number;
  readonly ticks: number;
}

export const NO_BURST: Burst = { factor: 1, ticks: 0 };

/** About one tick in 600 starts a burst. */
export const maybeBurst = (random: Random): Burst =>
  random.next() < 1 / 600 ? { factor: 2.5 + 2 * random.next(), ticks: random.between(10, 40) } : NO_BURST;
