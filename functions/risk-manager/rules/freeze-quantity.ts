import { outcome, type Rule, refused } from '../rule.ts';

export const freezeQuantity: Rule = ({ instrument, signal }) => {
  if ('problem' in instrument) return refused(instrument.problem);
  const { freeze_quantity } = instrument.value;
  if (freeze_quantity === undefined) return outcome(true, 'the exchange sets none');
  return outcome(signal.quantity <= freeze_quantity, `${signal.quantity} of ${freeze_quantity}`);
};
