import type { ContractQuote } from '../../shared/market/contract.ts';
import { add, type Money, ZERO } from '../../shared/money.ts';
import type { HeldPosition, PortfolioState } from './state.ts';

/** A strategy's profit, without open profit at market prices. */
export interface StrategyBook {
  /** Profit of closed units, before fees. */
  readonly realized: Money;
  readonly fees: Money;
  /** Time of its last fill, epoch milliseconds. */
  readonly updatedAt: number;
}

/**
 * An account by its fills, without market prices: the profit of each strategy and the open positions. Every displayed
 * figure is computed from one book at one price per instrument, so the figures add up.
 */
export interface Book {
  readonly strategies: ReadonlyMap<string, StrategyBook>;
  readonly open: readonly HeldPosition[];
  /** The newest market price in a fill, per instrument of an open position. */
  readonly marks: ReadonlyMap<number, ContractQuote>;
}

const NOTHING: StrategyBook = { realized: ZERO, fees: ZERO, updatedAt: 0 };

const sum = (a: StrategyBook, b: StrategyBook): StrategyBook => ({
  realized: add(a.realized, b.realized),
  fees: add(a.fees, b.fees),
  updatedAt: Math.max(a.updatedAt, b.updatedAt),
});

export const bookOf = ({ closed, positions, marks }: PortfolioState): Book => {
  const strategies = new Map<string, StrategyBook>(closed);
  for (const { strategyId, position, updatedAt } of positions.values()) {
    const { realized, fees } = position;
    strategies.set(strategyId, sum(strategies.get(strategyId) ?? NOTHING, { realized, fees, updatedAt }));
  }
  return {
    strategies,
    open: [...positions.values()].filter(({ position }) => position.quantity !== 0),
    marks,
  };
};
