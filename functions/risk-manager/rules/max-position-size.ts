import { worstOf } from '../holdings.ts';
import { type LimitRule, outcome } from '../rule.ts';

/** Whatever becomes of the pending orders, this one included, the position stays within the limit. */
export const maxPositionSize: LimitRule = ({ range }, limits) =>
  outcome(
    worstOf(range) <= limits.max_position_size,
    `between ${range.lowest} and ${range.highest} units of ${limits.max_position_size}`,
  );
