import { fromRupees } from '../../../shared/money.ts';
import { worthOf } from '../account.ts';
import { type LimitRule, outcome, refused, rupees } from '../rule.ts';

export const maxOrderNotional: LimitRule = ({ signal, quote }, limits) => {
  if (quote === undefined) return refused('no price is known');
  const notional = worthOf(fromRupees(quote.price), signal.quantity);
  if (notional === undefined) return refused(`${signal.quantity} × ${quote.price} is beyond counting`);
  const limit = fromRupees(limits.max_order_notional);
  return outcome(notional <= limit, `${rupees(notional)} of ${rupees(limit)}`);
};
