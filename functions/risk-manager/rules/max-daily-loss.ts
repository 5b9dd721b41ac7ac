import { fromRupees } from '../../../shared/money.ts';
import { type LimitRule, outcome, refused, rupees } from '../rule.ts';

/** A loss beyond the limit latches: from then on it stays until a person releases it, whatever prices do. */
export const maxDailyLoss: LimitRule = ({ loss, latch }, limits) => {
  const limit = fromRupees(limits.max_daily_loss);
  const values = `lost ${rupees(loss)} of ${rupees(limit)}`;
  if (latch !== undefined) {
    return refused(
      `${values}, latched at ${new Date(latch.at).toISOString()}; a release names latch ${latch.id}`,
    );
  }
  return outcome(loss <= limit, values);
};
