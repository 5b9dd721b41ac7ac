import { istDay } from '../../shared/market/calendar.ts';
import { equityOf } from './account.ts';
import type { RiskState } from './state.ts';

/**
 * Turns the account's day at midnight in India: the order count begins at zero, the loss is measured from the
 * equity of this moment, and orders of earlier days are no longer pending, because an order of validity DAY ends
 * with its day. A latched loss stays latched: it takes a person to release it. Days never turn back.
 * @param at Time of the event in epoch milliseconds.
 * @param now The wall's time where it counts: an event from the future cannot turn the day.
 */
export const turnDay = (state: RiskState, at: number, now: number | undefined): void => {
  const day = istDay(now === undefined ? at : Math.min(at, now));
  if (day <= state.day) return;
  state.day = day;
  state.orders = 0;
  state.baseline = equityOf(state);
  for (const { pending } of state.holdings.values()) {
    for (const [signal, order] of pending) if (order.day < day) pending.delete(signal);
  }
};
