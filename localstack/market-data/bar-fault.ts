import type { Bar } from './market-row.ts';

/** The problem of a bar's prices; undefined for a valid bar. */
export const barFault = ({
  open,
  high,
  low,
  close,
}: Pick<Bar, 'open' | 'high' | 'low' | 'close'>): string | undefined => {
  if (low > high) return `low ${low} is above high ${high}`;
  if (low > Math.min(open, close)) {
    return `low ${low} is above ${low > open ? 'open' : 'close'} ${Math.min(open, close)}`;
  }
  if (high < Math.max(open, close)) {
    return `high ${high} is below ${high < open ? 'open' : 'close'} ${Math.max(open, close)}`;
  }
  return undefined;
};
