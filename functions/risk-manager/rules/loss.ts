import { fromRupees } from '../../../shared/money.ts';
import { type LimitRule, outcome, type RuleDefinition, refused, rupees } from '../rule.ts';

/** A loss beyond the limit latches. It stays latched until a user releases it, even if prices recover. */
const maxDailyLoss: LimitRule = ({ loss, latch }, limits) => {
  const limit = fromRupees(limits.max_daily_loss);
  const lost = loss === undefined ? 'more than can be counted' : rupees(loss);
  const values = `lost ${lost} of ${rupees(limit)}`;
  if (latch !== undefined) {
    return refused(
      `${values}, latched at ${new Date(latch.at).toISOString()}; a release names latch ${latch.id}`,
    );
  }
  return outcome(loss !== undefined && loss <= limit, values);
};

const maxDailyTrades: LimitRule = ({ ordersToday }, limits) =>
  outcome(ordersToday < limits.max_daily_trades, `${ordersToday} before, of ${limits.max_daily_trades}`);

const SECOND_MS = 1_000;

/** Counts by event time, so that a replay has the same counts as the original day. */
const orderRate: LimitRule = ({ recentOrders, ordersInMinute, eventAt }, limits) => {
  const inSecond = recentOrders.filter((at) => Math.abs(eventAt - at) < SECOND_MS).length;
  return outcome(
    inSecond < limits.max_orders_per_second && ordersInMinute < limits.max_orders_per_minute,
    `${inSecond} within a second, of ${limits.max_orders_per_second}; ${ordersInMinute} within a minute, of ${limits.max_orders_per_minute}`,
  );
};

/** Whether the day's loss and orders allow another order. */
export const LOSS_RULES = {
  MAX_DAILY_LOSS: {
    title: 'Daily loss',
    checks:
      "What the account's equity lost since midnight IST or the last release, fees included. A loss beyond the limit stays latched until a person releases it.",
    limits: ['max_daily_loss'],
    reductions: 'pass',
    rule: maxDailyLoss,
  },
  MAX_DAILY_TRADES: {
    title: 'Too many orders in a day',
    checks: 'Orders validated since midnight IST; a reduction counts but passes.',
    limits: ['max_daily_trades'],
    reductions: 'pass',
    rule: maxDailyTrades,
  },
  ORDER_RATE: {
    title: 'Too many orders in a short time',
    checks:
      'Orders validated within a second and within a minute of this one, by the time of the events; a reduction counts but passes.',
    limits: ['max_orders_per_second', 'max_orders_per_minute'],
    reductions: 'pass',
    rule: orderRate,
  },
} as const satisfies Record<string, RuleDefinition>;
