import { newerQuote, type Quote } from '../../shared/market/last-price.ts';
import { realizedProfit, unrealizedProfit } from '../../shared/market/position.ts';
import { add, fromRupees, type Money, subtract, toRupees, ZERO } from '../../shared/money.ts';
import type { HeldPosition, PortfolioState } from './state.ts';

/** Sums of profit; realized is after fees, of which `fees` is the part already taken off. */
export interface Totals {
  readonly realized: Money;
  readonly unrealized: Money;
  readonly fees: Money;
}

export interface ValuedPosition extends HeldPosition {
  /** The price it is valued at; none when flat. */
  readonly mark: Quote | undefined;
  readonly totals: Totals;
}

export interface Valuation {
  readonly account: Totals;
  /** By strategy id, in order of the ids. */
  readonly strategies: ReadonlyMap<string, Totals>;
  /** The open ones. */
  readonly open: readonly ValuedPosition[];
}

const NOTHING: Totals = { realized: ZERO, unrealized: ZERO, fees: ZERO };

const sum = (a: Totals, b: Totals): Totals => ({
  realized: add(a.realized, b.realized),
  unrealized: add(a.unrealized, b.unrealized),
  fees: add(a.fees, b.fees),
});

/**
 * A position at the newest price known: the recorded one, or the one that the last fill in its instrument told.
 * On a tie the fill's wins, so that the value does not depend on whether the recorder or the engine was first.
 */
export const valued = (
  held: HeldPosition,
  state: PortfolioState,
  quotes: ReadonlyMap<number, Quote>,
): ValuedPosition => {
  const { position, instrumentToken } = held;
  const flat = position.quantity === 0;
  const mark = flat ? undefined : newerQuote(state.marks.get(instrumentToken), quotes.get(instrumentToken));
  const unrealized = mark === undefined ? ZERO : unrealizedProfit(position, fromRupees(mark.price));
  return { ...held, mark, totals: { realized: realizedProfit(position), unrealized, fees: position.fees } };
};

/** The whole account at the newest prices known. */
export const valuation = (state: PortfolioState, quotes: ReadonlyMap<number, Quote>): Valuation => {
  const strategies = new Map<string, Totals>();
  const addTo = (strategyId: string, totals: Totals) =>
    strategies.set(strategyId, sum(strategies.get(strategyId) ?? NOTHING, totals));
  const open: ValuedPosition[] = [];
  for (const [strategyId, { realized, fees }] of state.closed) {
    addTo(strategyId, { realized: subtract(realized, fees), unrealized: ZERO, fees });
  }
  for (const held of state.positions.values()) {
    const position = valued(held, state, quotes);
    addTo(held.strategyId, position.totals);
    if (held.position.quantity !== 0) open.push(position);
  }
  return {
    account: [...strategies.values()].reduce(sum, NOTHING),
    strategies: new Map([...strategies].sort(([a], [b]) => (a < b ? -1 : 1))),
    open,
  };
};

/** As events and tables carry them, in rupees. */
export const totalsInRupees = ({ realized, unrealized, fees }: Totals) => ({
  realized_pnl: toRupees(realized),
  unrealized_pnl: toRupees(unrealized),
  total_pnl: toRupees(add(realized, unrealized)),
  fees: toRupees(fees),
});
