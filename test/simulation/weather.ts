import type { Chance } from './chance.ts';

/** The outcome of one call of a port. */
export type Fate =
  | 'works'
  | 'crash before'
  | 'crash after'
  | 'crash half-way'
  | 'fails before'
  | 'answer lost'
  | 'fails half-way'
  | 'held before'
  | 'held after';

const WHOLE: readonly Fate[] = [
  'crash before',
  'crash after',
  'fails before',
  'answer lost',
  'held before',
  'held after',
];
const DIVISIBLE: readonly Fate[] = [...WHOLE, 'crash half-way', 'fails half-way'];

/** The faults of a world. They all end when the world becomes quiet. */
export interface Climate {
  /** Probability that a call of a port fails. */
  readonly fault: number;
  /** Probability that a poll begins before the committed offset. */
  readonly rewind: number;
  /** Probability that a second poller delivers records that are being processed. */
  readonly secondPoller: number;
  /** Probability that the offsets of a finished invocation are not committed. */
  readonly lostCommit: number;
  /** Maximum difference of an environment's clock, and maximum jump, in milliseconds. */
  readonly clockSkew: number;
}

const CLIMATES: readonly Climate[] = [
  { fault: 0, rewind: 0, secondPoller: 0, lostCommit: 0, clockSkew: 0 },
  { fault: 0.01, rewind: 0.05, secondPoller: 0.05, lostCommit: 0.02, clockSkew: 40 },
  { fault: 0.03, rewind: 0.1, secondPoller: 0.15, lostCommit: 0.1, clockSkew: 300 },
  { fault: 0.07, rewind: 0.15, secondPoller: 0.3, lostCommit: 0.15, clockSkew: 1_500 },
];

/** Mostly bad, sometimes fair. */
export const climateOf = (chance: Chance): Climate =>
  chance.happens(0.05) ? chance.pick(CLIMATES.slice(0, 1)) : chance.pick(CLIMATES.slice(1));

export const fateOf = (chance: Chance, fault: number, divisible: boolean): Fate =>
  chance.happens(fault) ? chance.pick(divisible ? DIVISIBLE : WHOLE) : 'works';

/** Delay of a call in milliseconds: longer than a timeout, sometimes much longer. */
export const holdOf = (chance: Chance): number =>
  chance.happens(0.25) ? chance.between(20_000, 120_000) : chance.between(200, 12_000);
