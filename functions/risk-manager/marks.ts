import type { Broker } from '../../shared/events/brokers.ts';
import { type LastPrice, priceBeforeDay, type Quote, quoteBefore } from '../../shared/market/last-price.ts';
import { fromRupees, type Money } from '../../shared/money.ts';
import type { RiskContext } from './context.ts';
import { unexplainedGapOf } from './opening-gaps.ts';
import type { RiskState } from './state.ts';

type Prices = RiskContext['prices'];

/**
 * The newest recorded price before a signal. The price recorder and the signals of one tick race, so prices of the
 * signal's own time are left out. If the record is already newer, the newest counts.
 */
export const marketBefore = (recorded: LastPrice | undefined, at: number): Quote | undefined =>
  recorded !== undefined && recorded.at > at ? recorded : quoteBefore(recorded, at);

/** The last price of a token, or the price after a newer corporate action. */
const markOf = ({ adjusted }: RiskState, token: number, quote: Quote | undefined): Money | undefined => {
  const action = adjusted.get(token);
  if (action !== undefined && (quote === undefined || quote.at < action.at)) return action.price;
  return quote && fromRupees(quote.price);
};

const setMarks = (state: RiskState, priceOf: (token: number) => Money | undefined): void => {
  for (const token of state.marks.keys()) {
    const price = priceOf(token);
    if (price !== undefined) state.marks.set(token, price);
  }
};

/**
 * Marks every held instrument at its newest recorded price before a signal of any instrument. An instrument without a
 * recorded price keeps its mark: the last one, or the price of its last fill. A signal's own price is no mark: a wrong
 * one would look like a loss and latch it. Nor is a price after a gap that no corporate action explains: there the last
 * price of the session before counts.
 * @param at Epoch milliseconds of the signal.
 */
export const markToMarket = (broker: Broker, state: RiskState, context: RiskContext, at: number): void =>
  setMarks(state, (token) => {
    const gap = unexplainedGapOf(broker, state, context, token);
    return gap === undefined
      ? markOf(state, token, marketBefore(context.prices.get(token), at))
      : fromRupees(gap.from);
  });

/** Marks every held instrument at its last price before a day. Prices after old corporate actions are forgotten. */
export const markAtDayBefore = (state: RiskState, prices: Prices, day: number): void => {
  setMarks(state, (token) => {
    const recorded = prices.get(token);
    const price = priceBeforeDay(recorded, day);
    return markOf(state, token, price === undefined ? undefined : { price, at: recorded?.at ?? 0 });
  });
  for (const [token, { at }] of state.adjusted) {
    if (!state.marks.has(token) || (prices.get(token)?.at ?? 0) > at) state.adjusted.delete(token);
  }
};
