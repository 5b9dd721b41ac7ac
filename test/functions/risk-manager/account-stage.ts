import { hasManyEffects } from '../../../functions/portfolio-manager/account-effects.ts';
import { portfolioManager } from '../../../functions/portfolio-manager/stage.ts';
import type { PortfolioState } from '../../../functions/portfolio-manager/state.ts';
import { arrivalsIn } from '../../../functions/risk-manager/arrivals.ts';
import type { RiskContext } from '../../../functions/risk-manager/context.ts';
import { riskManager } from '../../../functions/risk-manager/stage.ts';
import type { RiskState } from '../../../functions/risk-manager/state.ts';
import type { Broker } from '../../../shared/events/brokers.ts';
import type { Stage } from '../../../shared/kernel/stage.ts';
import { accountBookIn } from '../../../shared/market/account-book.ts';

type AccountState = RiskState & { readonly book: PortfolioState };

const asStored = (encoded: unknown): unknown => JSON.parse(JSON.stringify(encoded));

/** Risk with the portfolio of its account. Order events go to the portfolio, and risk takes them with its next signal. */
export const accountStage = (broker: Broker): Stage<AccountState, RiskContext> => {
  const [risk, portfolio] = [riskManager(broker), portfolioManager(broker)];
  return {
    name: risk.name,
    topics: [...risk.topics, ...portfolio.topics],
    codec: {
      encode: ({ book, ...state }) => ({
        ...Object(risk.codec.encode(state)),
        book: portfolio.codec.encode(book),
      }),
      decode(packed) {
        const { book, ...state } = Object(packed);
        return { ...risk.codec.decode(state), book: portfolio.codec.decode(book) };
      },
    },
    initial: () => ({ ...risk.initial(), book: portfolio.initial() }),
    reduce(state, event, context) {
      const { book } = state;
      if (event.type === 'order_filled' || event.type === 'order_failed') {
        const taken = hasManyEffects(book) ? state.taken : undefined;
        portfolio.reduce(book, event, { quotes: new Map(), taken });
        return [];
      }
      const known = accountBookIn(portfolio.name, asStored(portfolio.codec.encode(book)));
      return risk.reduce(state, event, { ...context, arrivals: arrivalsIn(broker, state, known) });
    },
  };
};
