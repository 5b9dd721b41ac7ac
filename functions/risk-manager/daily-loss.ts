import type { LossRelease } from '../../shared/controls/controls.ts';
import { type Money, subtract } from '../../shared/money.ts';
import { equityOf } from './account.ts';
import type { LossLatch, RiskState } from './state.ts';

/** Rupees lost since the day began or the last release; negative for a gain. */
export const dailyLoss = (state: RiskState): Money => subtract(state.baseline, equityOf(state));

/**
 * Whether a release is meant for the latch: it names it, and was not there when the loss was latched. Where history is
 * played again the same signal latches under the same name, and what was released then is not released for good.
 */
const releases = (release: LossRelease | undefined, { id, releaseSeen }: LossLatch): boolean =>
  release !== undefined && release.latchId === id && release.at > releaseSeen;

interface LossCheck {
  /** Epoch milliseconds of the event that is being judged. */
  readonly at: number;
  /** Its id: the name of a latch that it brings about. */
  readonly id: string;
  /** Undefined where the limits cannot be read: then nothing new is latched. */
  readonly limit: Money | undefined;
  readonly release: LossRelease | undefined;
}

/**
 * Releases and latches. A release measures the loss from the equity of that moment: it allows
 * the account to lose the limit once more.
 */
export const checkDailyLoss = (state: RiskState, { at, id, limit, release }: LossCheck): void => {
  if (state.latch !== undefined && releases(release, state.latch)) {
    state.latch = undefined;
    state.baseline = equityOf(state);
  }
  if (state.latch === undefined && limit !== undefined && dailyLoss(state) > limit) {
    state.latch = { id, at, releaseSeen: release?.at ?? 0 };
  }
};
