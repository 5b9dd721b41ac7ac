import type { EventOf } from '../../shared/events/envelope.ts';
import { type Uuid, uuidV5 } from '../../shared/events/ids.ts';
import type { Emit } from '../../shared/kernel/stage.ts';
import { istDay } from '../../shared/market/ist.ts';
import type { Quote } from '../../shared/market/last-price.ts';
import { isLastTry, sessionMarketOf } from '../../shared/market/session-moments.ts';
import { closingOrder, positionKeyOf } from './closing-order.ts';
import type { PaperEngineContext } from './context.ts';
import { execute } from './execute.ts';
import type { OwnPosition } from './own-positions.ts';
import type { PaperTrader } from './paper-trader.ts';
import type { PaperEngineState } from './state.ts';

/** The id that stands for a signal in the order of a square-off. @param momentId of its session event */
export const squareOffId = (momentId: Uuid, position: string): Uuid =>
  uuidV5(momentId, `square-off|${position}`);

/** Whether the broker closes an intraday position at this moment. */
export const isSquaredOff = (
  { product, instrument }: OwnPosition,
  { market }: EventOf<'session_event'>['data'],
): boolean => product === 'MIS' && instrument !== undefined && sessionMarketOf(instrument) === market;

/**
 * Market time of a square-off. Hourly bars have no price at 15:20, so it waits for the close of the last bar. At the last try, the
 * last price of the day's bars counts, however old it is.
 */
const timeOf = (
  event: EventOf<'session_event'>,
  now: number | undefined,
  quote: Quote | undefined,
): number => {
  const at = Date.parse(event.ts);
  if (now !== undefined || quote === undefined) return now ?? at;
  const isBarOfDay = quote.offered?.bar !== undefined && istDay(quote.at) === istDay(at);
  return isBarOfDay && isLastTry(event.data) ? quote.at : Math.max(at, quote.at);
};

/**
 * Closes an intraday position at the market, for the broker's fee. What cannot be filled fails with its reason. The position
 * stays, and the next moment of its market tries again, with an order of its own.
 */
export const squareOff = (
  state: PaperEngineState,
  position: OwnPosition,
  event: EventOf<'session_event'>,
  { now, quotes }: Pick<PaperEngineContext, 'now' | 'quotes'>,
  trader: PaperTrader,
): readonly Emit[] => {
  const { instrument, instrumentToken } = position;
  const quote = quotes.get(instrumentToken);
  const order = closingOrder(position, {
    cause: 'square_off',
    signalId: squareOffId(event.id, positionKeyOf(position)),
    timestamp: event.ts,
  });
  const market = { instrument, quote, now: timeOf(event, now, quote) };
  return execute(trader, state, order, market, 'MIS').emits;
};
