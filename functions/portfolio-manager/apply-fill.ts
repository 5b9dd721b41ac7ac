import type { OrderFilled, PositionAdjusted } from '../../shared/events/types.ts';
import { contractKey, isSameContract } from '../../shared/market/contract.ts';
import type { Quote } from '../../shared/market/last-price.ts';
import {
  applyAdjustment,
  applyExecution,
  executionOf,
  FLAT,
  restatement,
} from '../../shared/market/position.ts';
import { add, type Money, ZERO } from '../../shared/money.ts';
import type { HeldPosition, PortfolioState } from './state.ts';

/**
 * Flat positions that the state keeps. Beyond this number the least recently traded are added to the closed profit of
 * their strategy.
 */
export const MAX_FLAT_POSITIONS = 500;

/** Positions in the former contract of a token keep its last price: the token has no price of it any more. */
const leaveContract = (state: PortfolioState, token: number, lastMark: Quote, contract: string): void => {
  for (const [key, held] of state.positions) {
    const left = held.instrumentToken === token && !isSameContract(held.contract, contract);
    if (left && held.lastMark === undefined) state.positions.set(key, { ...held, lastMark });
  }
};

/**
 * The market price at the fill, or the fill's price if the broker sends none. A contract that expired has no market, and
 * may be worth nothing. A contract that the token has left tells no price of the token.
 */
const mark = (state: PortfolioState, fill: OrderFilled, { lastMark }: HeldPosition): void => {
  const { instrument_token: token, contract } = fill;
  if (lastMark !== undefined || fill.cause === 'expiry') return;
  const at = Date.parse(fill.market_price_timestamp ?? fill.timestamp);
  const known = state.marks.get(token);
  if (known !== undefined && known.at > at) return;
  if (known !== undefined && contract !== undefined && !isSameContract(known.contract, contract)) {
    leaveContract(state, token, known, contract);
  }
  const price = fill.market_price ?? fill.fill_price;
  state.marks.set(token, { price, at, contract: contract ?? known?.contract });
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

const keyOf = ({ positions }: PortfolioState, fill: OrderFilled): string =>
  contractKey(positions, fill.strategy_id, fill.instrument_token, fill.contract);

/** How much a fill restates the cost of the open units, which had no multiplier in an earlier release. */
export const restatementOf = (state: PortfolioState, fill: OrderFilled): Money => {
  const held = state.positions.get(keyOf(state, fill));
  return restatement(held?.position ?? FLAT, fill.multiplier ?? 1);
};

/** Puts a position at the most recently traded place. */
const put = (state: PortfolioState, key: string, held: HeldPosition): void => {
  state.sequence += 1;
  state.positions.delete(key);
  state.positions.set(key, held);
};

const dropFlat = (state: PortfolioState, { position, instrumentToken }: HeldPosition): void => {
  if (position.quantity !== 0) return;
  dropUnusedMark(state, instrumentToken);
  foldOldFlatPositions(state);
};

/**
 * Applies a corporate action to the state and returns the new position with its key. The price after the action is the
 * newest of the instrument until the market tells one.
 */
export const applyCorporateAction = (
  state: PortfolioState,
  adjustment: PositionAdjusted,
  at: number,
): readonly [key: string, held: HeldPosition] => {
  const { strategy_id: strategyId, instrument_token: instrumentToken, contract, market_price } = adjustment;
  const key = contractKey(state.positions, strategyId, instrumentToken, contract);
  const position = applyAdjustment(state.positions.get(key)?.position ?? FLAT, adjustment);
  const held = { strategyId, instrumentToken, position, updatedAt: at, contract };
  put(state, key, held);
  if (market_price !== undefined) state.marks.set(instrumentToken, { price: market_price, at, contract });
  dropFlat(state, held);
  return [key, held];
};

/** Applies a fill to the state and returns the new position with its key. */
export const applyFill = (
  state: PortfolioState,
  fill: OrderFilled,
  at: number,
): readonly [key: string, held: HeldPosition] => {
  const { strategy_id: strategyId, instrument_token: instrumentToken } = fill;
  const key = keyOf(state, fill);
  const before = state.positions.get(key);
  const position = applyExecution(before?.position ?? FLAT, executionOf(fill));
  const contract = fill.contract ?? before?.contract;
  const held: HeldPosition = {
    ...{ strategyId, instrumentToken, position, updatedAt: at },
    ...(contract !== undefined && { contract }),
    ...(before?.lastMark !== undefined && { lastMark: before.lastMark }),
  };
  put(state, key, held);
  mark(state, fill, held);
  dropFlat(state, held);
  return [key, held];
};
