import { fromRupees, subtract } from '../../shared/money.ts';
import { seededUniform } from '../../shared/seeded-random.ts';
import type { Bar } from './market-row.ts';

/**
 * What strategies see of a bar.
 * - `closed`: its close, at its end. Nothing is assumed.
 * - `near`, `far`, `random`: its open, both extremes and its close. The extreme nearer to the open comes first, or the
 *   farther one, or one by chance. The true path is unknown.
 */
export const BAR_MODES = ['closed', 'near', 'far', 'random'] as const;
export type BarMode = (typeof BAR_MODES)[number];

/** How bars become ticks. */
export interface BarChoice {
  readonly mode: BarMode;
  /** For `random`: the same seed gives the same paths. */
  readonly seed: string;
}

export const CLOSED_BARS: BarChoice = { mode: 'closed', seed: '' };

/** One price of a bar's path. */
interface PathPrice {
  readonly price: number;
  readonly at: number;
  readonly decides: boolean;
  readonly assumed: boolean;
}

const SECOND = 1_000;

/** Times of a bar's start, its thirds, and a second before its end. In a bar of seconds, the last is closer to the end. */
const barTickTimes = ({ start, end }: Pick<Bar, 'start' | 'end'>) => {
  const third = Math.floor((end - start) / 3);
  return [start, start + third, start + 2 * third, end - Math.min(SECOND, Math.ceil(third / 2))] as const;
};

/** The low is nearer if both are equally near. */
const isLowNearer = ({ open, high, low }: Bar): boolean =>
  subtract(fromRupees(open), fromRupees(low)) <= subtract(fromRupees(high), fromRupees(open));

const isLowFirst = (bar: Bar, mode: Exclude<BarMode, 'closed'>, seed: string): boolean => {
  switch (mode) {
    case 'near':
      return isLowNearer(bar);
    case 'far':
      return !isLowNearer(bar);
    case 'random':
      return seededUniform(`${seed}/${bar.instrument_token}/${bar.start}`, 'bar-path', 0, 1) < 0.5;
  }
};

/** The prices of a bar in order of time. The file states when open and close were; extremes have assumed times. */
export const pathOf = (bar: Bar, { mode, seed }: BarChoice): readonly PathPrice[] => {
  const [first, second, third, last] = barTickTimes(bar);
  const stated = { assumed: false };
  const close = { price: bar.close, at: last, decides: true, ...stated };
  if (mode === 'closed') return [{ price: bar.open, at: first, decides: false, ...stated }, close];
  const [near, far] = isLowFirst(bar, mode, seed) ? [bar.low, bar.high] : [bar.high, bar.low];
  return [
    { price: bar.open, at: first, decides: true, ...stated },
    { price: near, at: second, decides: true, assumed: true },
    { price: far, at: third, decides: true, assumed: true },
    close,
  ];
};
