import type { Broker } from '../../shared/events/brokers.ts';
import { stageOf } from '../../shared/events/pipeline.ts';
import type { LoadContextWithState } from '../../shared/kernel/ports.ts';
import type { ReadStageState } from '../../shared/kernel/stage-state.ts';
import { takenIn } from '../../shared/market/account-book.ts';
import { type ContractQuote, contractQuotes } from '../../shared/market/contract.ts';
import { type InstrumentLookup, instrumentLookup } from '../../shared/market/instrument-lookup.ts';
import type { TakenEffects } from '../../shared/market/order-effects.ts';
import type { OnBadItem, ReadLastPrices } from '../../shared/market/read-last-prices.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { TableReader } from '../../shared/ports/table-reader.ts';
import { hasManyEffects } from './account-effects.ts';
import type { PortfolioState } from './state.ts';

export interface PortfolioContext {
  /** The last price of each instrument in a snapshot, with its contract. */
  readonly quotes: ReadonlyMap<number, ContractQuote>;
  /** The order effects that risk has taken; undefined if few are listed. */
  readonly taken?: TakenEffects | undefined;
}

type PortfolioBefore = Pick<PortfolioState, 'positions' | 'effects'>;

/** Reads the last prices of the instruments that the batch fills and of every open position. */
const readQuotes = (
  lastPrices: ReadLastPrices,
  instrumentsOf: InstrumentLookup,
): LoadContextWithState<PortfolioBefore, PortfolioContext['quotes']> => {
  return async (inputs, { positions }) => {
    const filled = inputs.flatMap((event) =>
      event.type === 'order_filled' || event.type === 'position_adjusted'
        ? [event.data.instrument_token]
        : [],
    );
    if (filled.length === 0) return new Map();
    const open = [...positions.values()].flatMap(({ instrumentToken, position }) =>
      position.quantity === 0 ? [] : [instrumentToken],
    );
    const tokens = [...filled, ...open];
    return contractQuotes(...(await Promise.all([lastPrices(tokens), instrumentsOf(tokens)])));
  };
};

interface PortfolioSources {
  readonly tables: TableReader;
  readonly lastPrices: ReadLastPrices;
  readonly stageState: ReadStageState;
  readonly clock: Clock;
  readonly onBadItem?: OnBadItem;
}

const INSTRUMENT_MAX_AGE_MS = 60_000;

/** Prices and what risk has taken, read for each batch with fills. Instruments are cached for a minute. */
export const loadPortfolioContext = (
  broker: Broker,
  { tables, lastPrices, stageState, clock, onBadItem }: PortfolioSources,
): LoadContextWithState<PortfolioBefore, PortfolioContext> => {
  const instrumentsOf = instrumentLookup(tables, clock, INSTRUMENT_MAX_AGE_MS, onBadItem);
  const risk = stageOf('risk-manager', broker).name;
  const quotesOf = readQuotes(lastPrices, instrumentsOf);
  return async (inputs, state) => {
    const [quotes, taken] = await Promise.all([
      quotesOf(inputs, state),
      hasManyEffects(state) ? stageState(risk).then(takenIn) : undefined,
    ]);
    return { quotes, taken };
  };
};
