import type { EventOf } from '../../shared/events/envelope.ts';
import { add, fromRupees, negate, subtract, times, ZERO } from '../../shared/money.ts';
import { holdingOf, keep } from './holdings.ts';
import { signalNumber } from './signal-number.ts';
import type { OrderEffect, RiskState } from './state.ts';

/** Applies a fill or a failure to the account when it takes effect. */
export const effectOf = (event: EventOf<'order_filled'> | EventOf<'order_failed'>): OrderEffect => {
  const order = {
    at: Date.parse(event.ts),
    strategyId: event.data.strategy_id,
    instrumentToken: event.data.instrument_token,
    signal: signalNumber(event.data.signal_id),
  };
  if (event.type === 'order_failed') return { ...order, quantity: 0, cash: ZERO, price: ZERO, settles: true };
  const { signal_type, quantity, fill_price, fees, complete } = event.data;
  const price = fromRupees(fill_price);
  const signed = signal_type === 'BUY' ? quantity : -quantity;
  const cash = subtract(negate(times(price, signed)), fromRupees(fees));
  return { ...order, quantity: signed, cash, price, settles: complete };
};

const apply = (state: RiskState, effect: OrderEffect): void => {
  const holding = holdingOf(state, effect.strategyId, effect.instrumentToken);
  if (effect.quantity !== 0) {
    holding.position += effect.quantity;
    state.cash = add(state.cash, effect.cash);
    keep(state, holding, effect.price);
  }
  const order = holding.pending.get(effect.signal);
  if (order === undefined) return;
  const open = Math.abs(order.quantity) - Math.abs(effect.quantity);
  if (effect.settles || open <= 0) holding.pending.delete(effect.signal);
  else holding.pending.set(effect.signal, { ...order, quantity: Math.sign(order.quantity) * open });
};

/**
 * Applies every order event that is older than `before` (epoch milliseconds). An order event counts only for signals
 * with a later time. On one tick, a strategy's signal and the fill of another strategy race each other. Until the
 * tick is over the order stays pending for all of them, so the verdict does not depend on which came first.
 */
export const settleBefore = (state: RiskState, before: number): void => {
  if (state.arrived.length === 0) return;
  const waiting: OrderEffect[] = [];
  for (const effect of state.arrived) {
    if (effect.at < before) apply(state, effect);
    else waiting.push(effect);
  }
  state.arrived = waiting;
};
