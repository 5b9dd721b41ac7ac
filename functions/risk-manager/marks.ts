import { type LastPrice, priceBeforeDay, type Quote, quoteBefore } from '../../shared/market/last-price.ts';
import { fromRupees } from '../../shared/money.ts';
import type { RiskContext } from './context.ts';
import type { RiskState } from './state.ts';

type Prices = RiskContext['prices'];

/**
 * The newest recorded price before a signal. The price recorder and the signals of one tick race, so prices of the
 * signal's own time are left out. If the record is already newer, the newest counts.
 */
export const marketBefore = (recorded: LastPrice | undefined, at: number): Quote | undefined =>
  recorded !== undefined && recorded.at > at ? recorded : quoteBefore(recorded, at);

const setMarks = ({ marks }: RiskState, priceOf: (token: number) => number | undefined): void => {
  for (const token of marks.keys()) {
    const price = priceOf(token);
    if (price !== undefined) marks.set(token, fromRupees(price));
  }
};

/**
 * Marks every held instrument at its newest recorded price before a signal of any instrument. An instrument without a
 * recorded price keeps its mark: the last one, or the price of its last fill. A signal's own price is no mark: a wrong
 * one would look like a loss and latch it.
 * @param at Epoch milliseconds of the signal.
 */
export const markToMarket = (state: RiskState, prices: Prices, at: number): void =>
  setMarks(state, (token) => marketBefore(prices.get(token), at)?.price);

/** Marks every held instrument at its last price before a day. */
export const markAtDayBefore = (state: RiskState, prices: Prices, day: number): void =>
  setMarks(state, (token) => priceBeforeDay(prices.get(token), day));
