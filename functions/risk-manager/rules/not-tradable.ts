import { outcome, type Rule, refused } from '../rule.ts';

/** An index can be traded on paper only: no exchange takes an order for one. */
export const notTradable: Rule = ({ broker, instrument }) => {
  if ('problem' in instrument) return refused(instrument.problem);
  const { segment } = instrument.value;
  return outcome(broker === 'paper' || segment !== 'INDICES', `segment ${segment}`);
};
