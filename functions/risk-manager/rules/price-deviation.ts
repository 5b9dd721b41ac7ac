import { absolute, fromRupees, subtract } from '../../../shared/money.ts';
import { type LimitRule, outcome, refused } from '../rule.ts';

const BASIS_POINTS = 10_000;

/** A price far from what the market said just before is a bad tick or a strategy's mistake. */
export const priceDeviation: LimitRule = ({ signal, market }, limits) => {
  if (signal.price === undefined) return outcome(true, 'the signal names no price');
  if ('problem' in market) return refused(market.problem);
  const before = fromRupees(market.value.price);
  const apart = absolute(subtract(fromRupees(signal.price), before));
  return outcome(
    apart * BASIS_POINTS <= limits.max_price_deviation_bps * before,
    `${signal.price} against ${market.value.price}, at most ${limits.max_price_deviation_bps} bp apart`,
  );
};
