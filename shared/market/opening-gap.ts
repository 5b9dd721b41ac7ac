import { type Instrument, isShare } from './instrument.ts';
import { dateOfDay, istDay } from './ist.ts';
import type { LastPrice } from './last-price.ts';

/**
 * Percent by which a share may open away from its last price of the session before. 20 is the widest daily band of NSE and
 * BSE. Shares with derivatives have no fixed band, and the same 20 is taken for them.
 */
export const BAND_PERCENT = 20;

/** A share that opened beyond its price band. The exchange allows that after a corporate action only. */
export interface OpeningGap {
  /** Rupees: the last price of the session before, and the first of the day. */
  readonly from: number;
  readonly to: number;
  /** Dates in India: the action's ex date is after the first, and not after the second. */
  readonly after: string;
  readonly until: string;
}

/** The gap of the newest recorded day; undefined for what has no band, and within the band. */
export const openingGapOf = (
  instrument: Pick<Instrument, 'segment'>,
  recorded: LastPrice | undefined,
): OpeningGap | undefined => {
  if (recorded?.dayBefore === undefined || !isShare(instrument)) return undefined;
  const { price: from, day, opening: to } = recorded.dayBefore;
  if (to === undefined || Math.abs(to - from) * 100 <= BAND_PERCENT * from) return undefined;
  return { from, to, after: dateOfDay(day), until: dateOfDay(istDay(recorded.at)) };
};
