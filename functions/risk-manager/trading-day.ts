import { istDay } from '../../shared/market/calendar.ts';
import { equityOf } from './account.ts';
import type { RiskContext } from './context.ts';
import { markAtDayBefore } from './marks.ts';
import type { RiskState } from './state.ts';

const carriedIn = ({ holdings }: RiskState): readonly number[] =>
  [...holdings.values()].flatMap(({ position, instrumentToken }) =>
    position === 0 ? [] : [instrumentToken],
  );

/**
 * Starts a new day of the account at midnight in India. The order count restarts at zero, and the loss is measured
 * from the equity at the last prices before midnight. Orders of earlier days are no longer pending, because an order of
 * validity DAY ends with its day. A latched loss stays latched until a user releases it. The day never goes back.
 * @param at Time of the event in epoch milliseconds.
 * @param context Its wall time where that counts: an event from the future cannot start a new day.
 */
export const turnDay = (
  state: RiskState,
  at: number,
  { now, prices }: Pick<RiskContext, 'now' | 'prices'>,
): void => {
  const day = istDay(now === undefined ? at : Math.min(at, now));
  if (day <= state.day) return;
  state.day = day;
  state.orders = 0;
  markAtDayBefore(state, prices, day);
  state.baseline = equityOf(state) ?? state.baseline;
  state.carried = [...new Set(carriedIn(state))];
  for (const { pending } of state.holdings.values()) {
    for (const [signal, order] of pending) if (order.day < day) pending.delete(signal);
  }
};
