import type { LossRelease } from '../../shared/controls/controls.ts';
import { inRange, type Money, subtract } from '../../shared/money.ts';
import { equityOf } from './account.ts';
import type { LossLatch, RiskState } from './state.ts';

/**
 * Loss in rupees since the start of the day or the last release; negative for a gain. Undefined if a price makes it too
 * large to be exact.
 */
export const dailyLoss = (state: RiskState): Money | undefined => {
  const equity = equityOf(state);
  return equity === undefined ? undefined : inRange(() => subtract(state.baseline, equity));
};

/**
 * Whether a release applies to the latch: it names the latch, and is newer than the release that was known when the
 * loss was latched. In a replay of history the same signal latches with the same name, and the old release does not
 * apply to it.
 */
const releases = (release: LossRelease | undefined, { id, releaseSeen }: LossLatch): boolean =>
  release !== undefined && release.latchId === id && release.at > releaseSeen;

interface LossCheck {
  /** Epoch milliseconds of the judged event. */
  readonly at: number;
  /** Id of that event. A new latch is named after it. */
  readonly id: string;
  /** Undefined if the limits cannot be read: then no new loss is latched. */
  readonly limit: Money | undefined;
  readonly release: LossRelease | undefined;
}

/**
 * Releases or latches the daily loss. A release measures the loss from the current equity, so the account may lose
 * the limit once more.
 */
export const checkDailyLoss = (state: RiskState, { at, id, limit, release }: LossCheck): void => {
  if (state.latch !== undefined && releases(release, state.latch)) {
    state.latch = undefined;
    state.baseline = equityOf(state) ?? state.baseline;
  }
  const loss = dailyLoss(state);
  if (state.latch === undefined && limit !== undefined && loss !== undefined && loss > limit) {
    state.latch = { id, at, releaseSeen: release?.at ?? 0 };
  }
};
