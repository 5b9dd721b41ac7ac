import { CANDLE_INTERVALS, type IntervalName } from '../../../shared/kite/candles.ts';
import type { SessionOptions } from '../../../shared/market/calendar.ts';
import type { Segment } from '../../../shared/market/instrument.ts';
import { DAY_MS, dateOfDay, dayOfDate } from '../../../shared/market/ist.ts';

/** An instrument of Kite, as far as it is known. */
export interface HistoryInstrument {
  readonly token: number;
  /** `EXCHANGE:TRADINGSYMBOL`; undefined for a token that is not in the instrument master. */
  readonly contract: string | undefined;
  /** Whose hours it trades; undefined where no calendar is known. */
  readonly segment: Segment | undefined;
  readonly hours: SessionOptions;
}

/** Candles that a person wants. */
export interface Wanted {
  readonly instrument: HistoryInstrument;
  readonly interval: IntervalName;
  /** First and last day in India, `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
  readonly continuous: boolean;
  readonly oi: boolean;
}

/** Days that one request asks for, both included. */
export interface Part {
  readonly from: string;
  readonly to: string;
}

/** Cuts days into parts of the most days that Kite takes. All but the last depend on `from` only. */
export const partsOf = ({
  interval,
  from,
  to,
}: Pick<Wanted, 'interval' | 'from' | 'to'>): readonly Part[] => {
  const { maxDays } = CANDLE_INTERVALS[interval];
  const [first, last] = [dayOfDate(from), dayOfDate(to)];
  const parts: Part[] = [];
  for (let day = first; day <= last; day += maxDays) {
    parts.push({ from: dateOfDay(day), to: dateOfDay(Math.min(day + maxDays - 1, last)) });
  }
  return parts;
};

const MIDNIGHT = 'T00:00:00.000+05:30';

/** The first moment after a day in India, in epoch milliseconds. */
export const endOfDay = (date: string): number => Date.parse(`${date}${MIDNIGHT}`) + DAY_MS;
