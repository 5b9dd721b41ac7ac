import type { OrderEffect } from '../../shared/market/order-effects.ts';
import { add, ZERO } from '../../shared/money.ts';
import { valueIn } from '../../shared/parsed.ts';
import type { RiskContext } from './context.ts';
import { holdingOf, holdingWithOrder, keep } from './holdings.ts';
import type { RiskState } from './state.ts';
import { turnDay } from './trading-day.ts';
import { isLeft } from './turn-contracts.ts';

const fill = (state: RiskState, effect: OrderEffect, instruments: RiskContext['instruments']): void => {
  const { strategyId, instrumentToken, contract, quantity, cash, price } = effect;
  const holding = holdingOf(state, strategyId, instrumentToken, contract);
  holding.position += quantity;
  holding.multiplier = effect.multiplier ?? 1;
  holding.contract ??= contract;
  state.cash = add(state.cash, cash);
  keep(state, holding, price);
  if (isLeft(holding, valueIn(instruments.get(instrumentToken)), effect.at)) holding.lastMark = price;
  else state.marks.set(instrumentToken, price);
};

/** Changes units and cash by a corporate action. The price after it counts until the market tells one. */
const adjust = (state: RiskState, effect: OrderEffect): void => {
  const { strategyId, instrumentToken, contract, quantity, cash, price, at } = effect;
  const holding = holdingOf(state, strategyId, instrumentToken, contract);
  holding.position += quantity;
  holding.contract ??= contract;
  state.cash = add(state.cash, cash);
  keep(state, holding, price);
  if (price === ZERO) return;
  state.adjusted.set(instrumentToken, { at, price });
  state.marks.set(instrumentToken, price);
};

const apply = (state: RiskState, effect: OrderEffect, instruments: RiskContext['instruments']): void => {
  if (effect.adjusts === true) {
    adjust(state, effect);
    return;
  }
  if (effect.quantity !== 0) fill(state, effect, instruments);
  const holding = holdingWithOrder(state, effect.strategyId, effect.instrumentToken, effect.signal);
  const order = holding?.pending.get(effect.signal);
  if (holding === undefined || order === undefined) return;
  const open = Math.abs(order.quantity) - Math.abs(effect.quantity);
  if (effect.settles || open <= 0) holding.pending.delete(effect.signal);
  else holding.pending.set(effect.signal, { ...order, quantity: Math.sign(order.quantity) * open });
};

/**
 * Applies every order effect that is older than `before` (epoch milliseconds), in order of time. Each starts its day of
 * the account. An order event counts only for signals with a later time. On one tick, a strategy's signal and the fill
 * of another strategy race each other. Until the tick is over the order stays pending for all of them, so the verdict
 * does not depend on which came first.
 */
export const settleBefore = (
  state: RiskState,
  before: number,
  context: Pick<RiskContext, 'now' | 'prices' | 'instruments'>,
): void => {
  const due = state.arrived.filter(({ at }) => at < before).sort((a, b) => a.at - b.at);
  if (due.length === 0) return;
  state.arrived = state.arrived.filter(({ at }) => at >= before);
  for (const effect of due) {
    turnDay(state, effect.at, context);
    apply(state, effect, context.instruments);
  }
};
