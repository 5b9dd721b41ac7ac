import { type LimitRule, outcome } from '../rule.ts';

/** Compares with the last validated signal of the strategy in the instrument; a rejected one may be repeated. */
export const duplicateSignal: LimitRule = ({ lastValidated, quantity, signalAt }, limits) => {
  if (lastValidated === undefined) return outcome(true, 'no order before');
  const apart = Math.abs(signalAt - lastValidated.at);
  const same = lastValidated.quantity === quantity;
  return outcome(
    !same || apart >= limits.duplicate_window_ms,
    `${same ? 'same' : 'other'} order ${apart} ms apart, window ${limits.duplicate_window_ms} ms`,
  );
};
