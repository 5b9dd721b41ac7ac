import { type LimitRule, outcome } from '../rule.ts';

export const maxDailyTrades: LimitRule = ({ ordersToday }, limits) =>
  outcome(ordersToday < limits.max_daily_trades, `${ordersToday} before, of ${limits.max_daily_trades}`);
