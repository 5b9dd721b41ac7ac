import type { Quote } from '../../shared/market/last-price.ts';
import { add, type Money, ZERO } from '../../shared/money.ts';
import type { HeldPosition, PortfolioState } from './state.ts';

/** What a strategy has earned, without open profit at market prices. */
export interface StrategyBook {
  /** Earned by closing, before fees. */
  readonly realized: Money;
  readonly fees: Money;
  /** Time of its last fill, epoch milliseconds. */
  readonly updatedAt: number;
}

/**
 * An account as its fills made it, without a price of the market in it: what each strategy earned, and what is open.
 * Every figure that a person sees is valued from one book at one price per instrument, so the figures add up.
 */
export interface Book {
  readonly strategies: ReadonlyMap<string, StrategyBook>;
  readonly open: readonly HeldPosition[];
  /** The newest market price that a fill told, per instrument of an open position. */
  readonly marks: ReadonlyMap<number, Quote>;
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
