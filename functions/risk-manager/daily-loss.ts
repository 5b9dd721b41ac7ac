import { type Money, subtract } from '../../shared/money.ts';
import { equityOf } from './account.ts';
import type { LossLatch, RiskState } from './state.ts';

/** Rupees lost since the day began or the last release; negative for a gain. */
export const dailyLoss = (state: RiskState): Money => subtract(state.baseline, equityOf(state));

/**
 * Whether a release is newer than the latch. Where the wall's time counts it must lie between the latch and now;
 * in a replay the two clocks have nothing to do with each other, and a release counts that was not there when
 * the loss was latched.
 */
export const releases = (latch: LossLatch, releasedAt: number, now: number | undefined): boolean =>
  releasedAt > latch.releaseSeen && (now === undefined || (releasedAt > latch.at && releasedAt <= now));

interface LossCheck {
  /** Epoch milliseconds of the event that is being judged. */
  readonly at: number;
  readonly now: number | undefined;
  /** Undefined where the limits cannot be read: then nothing new is latched. */
  readonly limit: Money | undefined;
  /** Epoch milliseconds of the newest release; 0 for none. */
  readonly releasedAt: number;
}

/**
 * Releases and latches. A release measures the loss anew from the equity of that moment: whoever releases allows
 * the account to lose the limit once more.
 */
export const checkDailyLoss = (state: RiskState, { at, now, limit, releasedAt }: LossCheck): void => {
  if (state.latch !== undefined && releases(state.latch, releasedAt, now)) {
    state.latch = undefined;
    state.baseline = equityOf(state);
  }
  if (state.latch === undefined && limit !== undefined && dailyLoss(state) > limit) {
    state.latch = { at, releaseSeen: releasedAt };
  }
};
