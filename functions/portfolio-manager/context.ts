import { compiledParse } from '../../shared/compiled.ts';
import type { Broker } from '../../shared/events/brokers.ts';
import type { LoadContext, TableReader } from '../../shared/kernel/ports.ts';
import type { Quote } from '../../shared/market/last-price.ts';
import { portfolioItem } from '../../shared/market/portfolio-items.ts';
import { type OnBadItem, readQuotes } from '../../shared/market/read-quotes.ts';

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
    const items = await deps.tables.query('positions', deps.broker);
    return items.flatMap((item) => {
      const parsed = parseItem(item);
      if (!parsed.success) {
        deps.onBadItem?.('positions', String(item.position_id), parsed.error.message);
        return [];
      }
      const { data } = parsed;
      return data.kind === 'position' && data.quantity !== 0 ? [data.instrument_token] : [];
    });
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
