import { isTradingDay } from './holidays.ts';
import type { Segment } from './instrument.ts';
import { istDay, istTimeOfDay } from './ist.ts';
import { tradingSession } from './trading-session.ts';

export { istDate, istDay, istMidnight } from './ist.ts';

/**
 * Whether a segment is in continuous trading at a moment in epoch milliseconds.
 * Whether a stock closes by auction (15:15 instead of 15:30 since 2026-08-03) is not in Kite's instruments file,
 * so a cash instrument is taken to do so unless it is known not to: 15 minutes too few rather than orders into
 * an auction. Commodity and currency days follow NSE's holidays, which closes some of MCX's evening sessions.
 */
export const isOpen = (
  segment: Segment,
  at: number,
  { closingAuction = true }: { readonly closingAuction?: boolean | undefined } = {},
): boolean => {
  const day = istDay(at);
  if (!isTradingDay(day)) return false;
  const { opens, closes } = tradingSession(segment, day, closingAuction);
  const time = istTimeOfDay(at);
  return time >= opens && time < closes;
};
