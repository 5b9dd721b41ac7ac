import type { RiskLimits } from './limits.ts';

/** Whether a signal may still be acted on; `detail` names the values that were compared. */
export interface SignalAge {
  readonly isFresh: boolean;
  readonly detail: string;
}

/**
 * The age of a signal. One that waited is a decision about another market; one from the future has a wrong clock.
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
