import { signalAge } from '../../../shared/controls/signal-age.ts';
import { type LimitRule, outcome } from '../rule.ts';

/** The engine asks again: between a verdict and its order a signal may wait. */
export const staleSignal: LimitRule = ({ signalAt, now }, limits) => {
  const { isFresh, detail } = signalAge(signalAt, now, limits);
  return outcome(isFresh, detail);
};
