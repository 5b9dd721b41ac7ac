import { type LimitRule, outcome } from '../rule.ts';

/** A signal that waited is a decision about another market; one from the future has a wrong clock. */
export const staleSignal: LimitRule = ({ signalAt, now }, limits) => {
  const age = now - signalAt;
  return outcome(
    age <= limits.max_signal_age_ms && age >= -limits.max_clock_skew_ms,
    `${age} ms old of ${limits.max_signal_age_ms} ms`,
  );
};
