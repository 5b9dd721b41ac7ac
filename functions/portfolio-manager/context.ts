import type { LoadContextWithState } from '../../shared/kernel/ports.ts';
import type { Quote } from '../../shared/market/last-price.ts';
import type { ReadLastPrices } from '../../shared/market/read-last-prices.ts';
import type { PortfolioState } from './state.ts';

/** The last price of each instrument in a snapshot. */
export interface PortfolioContext {
  readonly quotes: ReadonlyMap<number, Quote>;
}

/** Reads the last prices of the instruments that the batch fills and of every open position. */
export const loadPortfolioContext =
  (lastPrices: ReadLastPrices): LoadContextWithState<Pick<PortfolioState, 'positions'>, PortfolioContext> =>
  async (inputs, { positions }) => {
    const filled = inputs.flatMap((event) =>
      event.type === 'order_filled' ? [event.data.instrument_token] : [],
    );
    if (filled.length === 0) return { quotes: new Map() };
    const open = [...positions.values()].flatMap(({ instrumentToken, position }) =>
      position.quantity === 0 ? [] : [instrumentToken],
    );
    return { quotes: await lastPrices([...filled, ...open]) };
  };
