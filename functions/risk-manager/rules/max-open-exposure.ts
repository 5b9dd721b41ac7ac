import { fromRupees } from '../../../shared/money.ts';
import { type LimitRule, outcome, refused, rupees } from '../rule.ts';

export const maxOpenExposure: LimitRule = ({ exposure }, limits) => {
  if (exposure === undefined) return refused('the exposure cannot be counted');
  const limit = fromRupees(limits.max_open_exposure);
  return outcome(exposure <= limit, `${rupees(exposure)} of ${rupees(limit)}`);
};
