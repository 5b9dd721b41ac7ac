import type { RiskLimits } from './limits.ts';

/** Whether a signal may still be traded. `detail` contains the compared values. */
export interface SignalAge {
  readonly isFresh: boolean;
  readonly detail: string;
}

/**
 * Checks the age of a signal. An old one was decided for another market; one from the future has a wrong clock.
 * @param signalAt The signal's own time, epoch milliseconds of the market.
 * @param now The market's time, epoch milliseconds.
 */
export const signalAge = (signalAt: number, now: number, limits: RiskLimits): SignalAge => {
  const age = now - signalAt;
  return {
    isFresh: age <= limits.max_signal_age_ms && age >= -limits.max_clock_skew_ms,
    detail: `${age} ms old of ${limits.max_signal_age_ms} ms`,
  };
};
