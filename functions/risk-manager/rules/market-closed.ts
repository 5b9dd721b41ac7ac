import { isOpen } from '../../../shared/market/calendar.ts';
import { outcome, type Rule, refused } from '../rule.ts';

/** Both the signal and the order must fall into continuous trading. */
export const marketClosed: Rule = ({ instrument, signalAt, now }) => {
  if ('problem' in instrument) return refused(instrument.problem);
  const { segment, closing_auction } = instrument.value;
  const open = [signalAt, now].every((at) => isOpen(segment, at, { closingAuction: closing_auction }));
  return outcome(open, `${segment} at ${new Date(now).toISOString()}`);
};
