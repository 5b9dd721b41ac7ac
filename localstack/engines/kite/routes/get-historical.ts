import { DAY_MS, istDay } from '../../../../shared/market/ist.ts';
import { momentOfDay } from '../../../market-data/session-day.ts';
import { failure, type KiteAnswer, success } from '../answer.ts';
import { aggregated } from '../candles/aggregate.ts';
import type { Candle } from '../candles/candle.ts';
import { INTERVALS, type IntervalName, isInterval } from '../candles/intervals.ts';
import { sessionsOfRow } from '../candles/sessions-of-row.ts';
import { candleTime, istMoment } from '../ist-text.ts';
import type { InstrumentRow } from '../market/instrument-row.ts';
import { type KiteContext, type KiteRequest, tokenRoute } from '../route.ts';

interface Wanted {
  readonly row: InstrumentRow;
  readonly interval: IntervalName;
  /** Epoch milliseconds, both included. */
  readonly from: number;
  readonly to: number;
  readonly isContinuous: boolean;
  readonly hasOi: boolean;
}

const refused = (message: string): KiteAnswer => failure('InputException', message);

const isAnswer = (either: Wanted | KiteAnswer): either is KiteAnswer => 'status' in either;

const wantedOf = ({ parameters, query }: KiteRequest, { listed }: KiteContext): Wanted | KiteAnswer => {
  const row = listed().find((each) => each.instrument_token === Number(parameters.token));
  if (row === undefined) return refused('invalid token');
  const { interval = '' } = parameters;
  if (!isInterval(interval)) return refused('invalid interval');
  const from = istMoment(query.get('from') ?? '');
  if (from === undefined) return refused('invalid from date');
  const to = istMoment(query.get('to') ?? '');
  if (to === undefined) return refused('invalid to date');
  if (from > to) return refused('from date cannot be after to date');
  const { maxDays } = INTERVALS[interval];
  if (to - from > maxDays * DAY_MS) return refused(`interval exceeds max limit: ${maxDays} days`);
  const isContinuous = query.get('continuous') === '1';
  if (isContinuous && (interval !== 'day' || row.instrument_type !== 'FUT')) {
    return refused('continuous data is for day candles of futures');
  }
  return { row, interval, from, to, isContinuous, hasOi: query.get('oi') === '1' };
};

const shown = ({ start, open, high, low, close, volume, oi }: Candle, hasOi: boolean) => {
  const fields = [candleTime(start), open, high, low, close, volume];
  return hasOi ? [...fields, oi] : fields;
};

function* candlesOf(
  { row, interval, from, to, isContinuous }: Wanted,
  { candles }: KiteContext,
): Generator<Candle> {
  for (let day = istDay(from); day <= istDay(to); day += 1) {
    const own = candles.candlesOf(row, day, isContinuous);
    const opens = sessionsOfRow(row, day).map((window) => momentOfDay(day, window.opens));
    for (const candle of aggregated(own, INTERVALS[interval].milliseconds, opens)) {
      if (candle.start >= from && candle.start <= to) yield candle;
    }
  }
}

/** Candles of an instrument that is listed today. Kite has none of expired contracts. */
export const getHistorical = tokenRoute(
  'GET',
  '/instruments/historical/:token/:interval',
  'historical',
  (_account, request, context) => {
    const wanted = wantedOf(request, context);
    if (isAnswer(wanted)) return wanted;
    const candles = [...candlesOf(wanted, context)];
    return success({ candles: candles.map((candle) => shown(candle, wanted.hasOi)) });
  },
);
