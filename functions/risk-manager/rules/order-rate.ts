import { type LimitRule, outcome } from '../rule.ts';

const SECOND_MS = 1_000;

/** Counts by the time of the events, so that a replay counts as the day did. */
export const orderRate: LimitRule = ({ recentOrders, eventAt }, limits) => {
  const inSecond = recentOrders.filter((at) => Math.abs(eventAt - at) < SECOND_MS).length;
  return outcome(
    inSecond < limits.max_orders_per_second,
    `${inSecond} within a second, of ${limits.max_orders_per_second}`,
  );
};
