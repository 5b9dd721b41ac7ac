import { outcome, type Rule, refused } from '../rule.ts';

export const lotSize: Rule = ({ instrument, signal }) => {
  if ('problem' in instrument) return refused(instrument.problem);
  const { lot_size } = instrument.value;
  return outcome(signal.quantity % lot_size === 0, `${signal.quantity} in lots of ${lot_size}`);
};
