import { DAY_MS, istMidnight } from '../../../../shared/market/ist.ts';
import { type Candle, merged } from './candle.ts';

/**
 * The candles of one day as longer ones, which count from the open of their session. Candles that are longer than the interval
 * are left out: they do not say what was within.
 * @param milliseconds Length of the interval.
 * @param opens When the day's sessions open, in order, epoch milliseconds.
 */
export const aggregated = (
  candles: readonly Candle[],
  milliseconds: number,
  opens: readonly number[],
): readonly Candle[] => {
  const startOf = ({ start }: Candle): number => {
    if (milliseconds === DAY_MS) return istMidnight(start);
    const open = opens.findLast((each) => each <= start) ?? istMidnight(start);
    return open + Math.floor((start - open) / milliseconds) * milliseconds;
  };
  const short = candles.filter(({ start, end }) => end - start <= milliseconds);
  return [...Map.groupBy(short, startOf)].flatMap(([start, [first, ...rest]]) =>
    first === undefined ? [] : [{ ...merged([first, ...rest]), start }],
  );
};
