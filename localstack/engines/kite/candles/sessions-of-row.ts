import { sessionOptionsOf, sessionsOf, type TradingWindow } from '../../../../shared/market/calendar.ts';
import { SEGMENTS } from '../../../../shared/market/instrument.ts';
import { SIMULATED_INSTRUMENTS } from '../../../market-data/simulator/instruments.ts';
import type { InstrumentRow } from '../market/instrument-row.ts';

const WITH_DERIVATIVES: ReadonlySet<string> = new Set(
  SIMULATED_INSTRUMENTS.map(({ tradingsymbol }) => tradingsymbol),
);

/**
 * When an instrument trades on a day (a day number), in milliseconds since midnight. Shares with derivatives close by auction,
 * so they trade for a shorter time. Empty for a day whose hours are not known.
 */
export const sessionsOfRow = (
  { segment, tradingsymbol }: InstrumentRow,
  day: number,
): readonly TradingWindow[] => {
  const known = SEGMENTS.find((each) => each === segment);
  if (known === undefined) return [];
  const closing_auction = known === 'INDICES' || WITH_DERIVATIVES.has(tradingsymbol);
  const options = sessionOptionsOf({ segment: known, tradingsymbol, closing_auction });
  return sessionsOf(known, day, options) ?? [];
};
