import * as z from 'zod';
import { instrumentToken, priceOrZero, timestamp } from '../../../shared/events/data/fields.ts';
import { HISTORY_LIMIT, KITE_HISTORY_LIMIT, limitRate } from '../../../shared/http/rate-limit.ts';
import { CANDLE_INTERVALS, INTERVAL_NAMES, type IntervalName } from '../../../shared/kite/candles.ts';
import { dateOfDay, dayOfDate, istDay } from '../../../shared/market/ist.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import { sessionRoute } from './services.ts';

const isTrue = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');

const query = z.strictObject({
  interval: z.enum(INTERVAL_NAMES),
  from: z.iso.date().describe('First day in India, YYYY-MM-DD'),
  to: z.iso.date().describe('Last day in India, today at the latest'),
  continuous: isTrue.describe('One series of the contracts of a future, NFO and MCX, interval day only'),
  oi: isTrue.describe('With open interest'),
});

const units = z.number().min(0);

const candle = z
  .tuple([timestamp, priceOrZero, priceOrZero, priceOrZero, priceOrZero, units, units.optional()])
  .describe('Start in UTC, open, high, low, close, volume, and open interest if asked for');

interface Range {
  readonly interval: IntervalName;
  readonly from: string;
  readonly to: string;
  readonly continuous: boolean;
}

/** @throws ProblemError `INVALID_PARAMETERS` with the remedy */
const refuseImpossible = ({ interval, from, to, continuous }: Range, now: number): void => {
  const { maxDays } = CANDLE_INTERVALS[interval];
  const [first, last, today] = [dayOfDate(from), dayOfDate(to), istDay(now)];
  const refuse = (detail: string): never => {
    throw new ProblemError('INVALID_PARAMETERS', detail);
  };
  if (first > last) refuse(`from ${from} is after to ${to}: exchange them`);
  if (last > today) refuse(`to ${to} is in the future: the last possible day is ${dateOfDay(today)}`);
  if (last - first + 1 > maxDays) {
    refuse(
      `${interval} candles of at most ${maxDays} days in one request: ask for ${maxDays} days at a time`,
    );
  }
  if (continuous && interval !== 'day') refuse('continuous candles have interval day only');
};

export const getCandles = sessionRoute({
  operation: 'getCandles',
  method: 'GET',
  path: '/candles/{instrument_token}',
  tag: 'Instruments',
  summary: 'Get historical candles of an instrument from Kite',
  description:
    'Asks Kite once, with the broker token of your session. Days per request: ' +
    `${INTERVAL_NAMES.map((name) => `${name} ${CANDLE_INTERVALS[name].maxDays}`).join(', ')}. Kite takes three requests ` +
    'a second from an app. On a day that trades, the last candle may not be finished at as_of.',
  params: z.strictObject({
    instrument_token: z
      .string()
      .regex(/^\d{1,10}$/, 'must be an instrument token')
      .transform(Number)
      .pipe(instrumentToken),
  }),
  query,
  reply: z.strictObject({
    instrument_token: instrumentToken,
    interval: z.enum(INTERVAL_NAMES),
    as_of: timestamp.describe('Time of the request to Kite'),
    candles: z.array(candle).describe('By time'),
  }),
  problems: [
    'INVALID_PARAMETERS',
    'RATE_LIMITED',
    'SESSION_NOT_FOUND',
    'INVALID_CREDENTIALS',
    'ZERODHA_REFUSED',
    'ZERODHA_ERROR',
    'ZERODHA_UNAVAILABLE',
    'NOT_CONFIGURED',
  ],
  async handle({ params, query: range, caller, now }, services) {
    refuseImpossible(range, now);
    await limitRate(services.counter, HISTORY_LIMIT, caller.userId, now);
    await limitRate(services.counter, KITE_HISTORY_LIMIT, 'app', now);
    const candles = await services.candles(caller, {
      instrumentToken: params.instrument_token,
      ...range,
    });
    return {
      body: {
        instrument_token: params.instrument_token,
        interval: range.interval,
        as_of: new Date(now).toISOString(),
        candles: [...candles] as z.input<typeof candle>[],
      },
    };
  },
});
