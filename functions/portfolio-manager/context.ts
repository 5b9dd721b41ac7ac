import type { Broker } from '../../shared/events/brokers.ts';
import { stageOf } from '../../shared/events/pipeline.ts';
import type { LoadContextWithState } from '../../shared/kernel/ports.ts';
import type { ReadStageState } from '../../shared/kernel/stage-state.ts';
import { takenIn } from '../../shared/market/account-book.ts';
import type { Quote } from '../../shared/market/last-price.ts';
import type { TakenEffects } from '../../shared/market/order-effects.ts';
import type { ReadLastPrices } from '../../shared/market/read-last-prices.ts';
import { hasManyEffects } from './account-effects.ts';
import type { PortfolioState } from './state.ts';

export interface PortfolioContext {
  /** The last price of each instrument in a snapshot. */
  readonly quotes: ReadonlyMap<number, Quote>;
  /** The order effects that risk has taken; undefined if few are listed. */
  readonly taken?: TakenEffects | undefined;
}

type PortfolioBefore = Pick<PortfolioState, 'positions' | 'effects'>;

/** Reads the last prices of the instruments that the batch fills and of every open position. */
const readQuotes = (
  lastPrices: ReadLastPrices,
): LoadContextWithState<PortfolioBefore, PortfolioContext['quotes']> => {
  return async (inputs, { positions }) => {
    const filled = inputs.flatMap((event) =>
      event.type === 'order_filled' ? [event.data.instrument_token] : [],
    );
    if (filled.length === 0) return new Map();
    const open = [...positions.values()].flatMap(({ instrumentToken, position }) =>
      position.quantity === 0 ? [] : [instrumentToken],
    );
    return lastPrices([...filled, ...open]);
  };
};

export const loadPortfolioContext = (
  broker: Broker,
  lastPrices: ReadLastPrices,
  stageState: ReadStageState,
): LoadContextWithState<PortfolioBefore, PortfolioContext> => {
  const risk = stageOf('risk-manager', broker).name;
  const quotesOf = readQuotes(lastPrices);
  return async (inputs, state) => {
    const [quotes, taken] = await Promise.all([
      quotesOf(inputs, state),
      hasManyEffects(state) ? stageState(risk).then(takenIn) : undefined,
    ]);
    return { quotes, taken };
  };
};
