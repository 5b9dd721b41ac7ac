import { fromRupees, subtract } from '../../shared/money.ts';

/** A minute of one instrument; prices in rupees. */
export interface Bar {
  readonly instrument_token: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

/** Times of a bar's four ticks, from the start of its minute. */
export const BAR_TICK_OFFSETS = [0, 20 * SECOND, 40 * SECOND, 59 * SECOND] as const;

/**
 * The assumed price path within a bar: open, the extreme nearer to the open (the low if both are equally near), the other
 * extreme, close. The true path is unknown; this is the shortest that touches all four prices.
 */
export const pricePath = ({ open, high, low, close }: Bar): readonly [number, number, number, number] => {
  const toHigh = subtract(fromRupees(high), fromRupees(open));
  const toLow = subtract(fromRupees(open), fromRupees(low));
  return toHigh < toLow ? [open, high, low, close] : [open, low, high, close];
};

/** The problem of a bar's prices; undefined for a valid bar. */
export const barFault = ({ open, high, low, close }: Bar): string | undefined => {
  if (low > high) return `low ${low} is above high ${high}`;
  if (low > Math.min(open, close)) {
    return `low ${low} is above ${low > open ? 'open' : 'close'} ${Math.min(open, close)}`;
  }
  if (high < Math.max(open, close)) {
    return `high ${high} is below ${high < open ? 'open' : 'close'} ${Math.max(open, close)}`;
  }
  return undefined;
};
