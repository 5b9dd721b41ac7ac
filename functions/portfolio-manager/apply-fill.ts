import { positionKey } from '../../shared/events/partition-key.ts';
import type { OrderFilled } from '../../shared/events/types.ts';
import { applyExecution, executionOf, FLAT, restatement } from '../../shared/market/position.ts';
import { add, type Money, ZERO } from '../../shared/money.ts';
import type { HeldPosition, PortfolioState } from './state.ts';

/**
 * Flat positions that the state keeps. Beyond this number the least recently traded are added to the closed profit of
 * their strategy.
 */
export const MAX_FLAT_POSITIONS = 500;

/** The market price at the fill, or the fill's price if the broker sends none. */
const mark = (state: PortfolioState, fill: OrderFilled): void => {
  // A contract that expired has no market, and may be worth nothing.
  if (fill.cause === 'expiry') return;
  const at = Date.parse(fill.market_price_timestamp ?? fill.timestamp);
  const known = state.marks.get(fill.instrument_token);
  if (known !== undefined && known.at > at) return;
  state.marks.set(fill.instrument_token, { price: fill.market_price ?? fill.fill_price, at });
};

const dropUnusedMark = (state: PortfolioState, token: number): void => {
  for (const { instrumentToken, position } of state.positions.values()) {
    if (instrumentToken === token && position.quantity !== 0) return;
  }
  state.marks.delete(token);
};

const foldOldFlatPositions = (state: PortfolioState): void => {
  const flat = [...state.positions].filter(([, { position }]) => position.quantity === 0);
  for (const [key, { strategyId, position, updatedAt }] of flat.slice(0, -MAX_FLAT_POSITIONS)) {
    const book = state.closed.get(strategyId) ?? { realized: ZERO, fees: ZERO, updatedAt };
    state.closed.set(strategyId, {
      realized: add(book.realized, position.realized),
      fees: add(book.fees, position.fees),
      updatedAt: Math.max(book.updatedAt, updatedAt),
    });
    state.positions.delete(key);
  }
};

/** How much a fill restates the cost of the open units, which had no multiplier in an earlier release. */
export const restatementOf = (state: PortfolioState, fill: OrderFilled): Money => {
  const held = state.positions.get(positionKey(fill.strategy_id, fill.instrument_token));
  return restatement(held?.position ?? FLAT, fill.multiplier ?? 1);
};

/** Applies a fill to the state and returns the new position. */
export const applyFill = (state: PortfolioState, fill: OrderFilled, at: number): HeldPosition => {
  const { strategy_id: strategyId, instrument_token: instrumentToken } = fill;
  const key = positionKey(strategyId, instrumentToken);
  const before = state.positions.get(key);
  const position = applyExecution(before?.position ?? FLAT, executionOf(fill));
  const contract = fill.contract ?? before?.contract;
  const held = { strategyId, instrumentToken, position, updatedAt: at, ...(contract && { contract }) };
  state.sequence += 1;
  state.positions.delete(key);
  state.positions.set(key, held);
  mark(state, fill);
  if (position.quantity === 0) {
    dropUnusedMark(state, instrumentToken);
    foldOldFlatPositions(state);
  }
  return held;
};
