import { compiledParse } from '../../shared/compiled.ts';
import type { Broker } from '../../shared/events/brokers.ts';
import type { LoadContext } from '../../shared/kernel/ports.ts';
import type { Quote } from '../../shared/market/last-price.ts';
import { ACCOUNT_ITEM, portfolioItem } from '../../shared/market/portfolio-items.ts';
import { type OnBadItem, readQuotes } from '../../shared/market/read-quotes.ts';
import type { TableReader } from '../../shared/ports/table-reader.ts';

const parseItem = compiledParse(portfolioItem);

/** What the portfolio knows beside the fills: what the market says now of everything that is open. */
export interface PortfolioContext {
  readonly quotes: ReadonlyMap<number, Quote>;
}

/**
 * Reads the last prices of the batch's instruments and of every open position. Which positions are open it takes
 * from the stage's own projection, which the kernel has made before it loads a context.
 */
export const loadPortfolioContext = (deps: {
  readonly tables: TableReader;
  readonly broker: Broker;
  readonly onBadItem?: OnBadItem;
}): LoadContext<PortfolioContext> => {
  const openInstruments = async (): Promise<readonly number[]> => {
    const key = { broker: deps.broker, position_id: ACCOUNT_ITEM };
    const item = await deps.tables.get('positions', key);
    if (item === undefined) return [];
    const { data, error } = parseItem(item);
    if (data?.kind === 'account') return data.positions.map(({ instrument_token }) => instrument_token);
    deps.onBadItem?.('positions', ACCOUNT_ITEM, error?.message ?? 'is not of an account');
    return [];
  };
  return async (inputs) => {
    const filled = inputs.flatMap((event) =>
      event.type === 'order_filled' ? [event.data.instrument_token] : [],
    );
    if (filled.length === 0) return { quotes: new Map() };
    const open = await openInstruments();
    return { quotes: await readQuotes(deps.tables, [...filled, ...open], deps.onBadItem) };
  };
};
